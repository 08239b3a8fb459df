# docker build -t cleaner . && docker run --rm -v "$PWD:/data" cleaner clean /data/news --out /data/clean
FROM python:3.12-slim
COPY . /src
RUN pip install --no-cache-dir "/src[table,zstd,warc,remote]" && rm -rf /src
ENTRYPOINT ["cleaner"]
