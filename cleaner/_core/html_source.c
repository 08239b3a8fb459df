/* The source of a page, once over: whether there is anything in it that is to be mended before it is parsed.

   The reference is `read_html` of reading/markup.py with what it calls of unclosed.py and nesting.py. What is looked for
   here may be found too often, which costs time, and is never missed: where this answers 0, they change nothing. */

#include "kernels.h"

#include <string.h>

enum { LETTERS = 26, SECOND = 256, NAMES_AT_ONCE = 1 << 13, LONGEST_NAME = 8 };

/* The limits that are handed over, in the order of `plain_html` of kernels.py. */
enum { MANY_TAGS, MAX_DEPTH, MAX_INLINE, LONG_TAG, MAX_NAMES, MANY_STARTS, SWALLOWED };

typedef struct {
    const uint8_t *text;
    int64_t size;
} Source;

static int is_letter(uint8_t sign) { return (uint8_t)((sign | 32) - 'a') < LETTERS; }

static uint8_t lower(uint8_t sign) { return sign >= 'A' && sign <= 'Z' ? sign | 32 : sign; }

static int is_blank(uint8_t sign) { return sign == ' ' || (sign >= '\t' && sign <= '\r'); }

/* Whether these characters, which are given in lower case, stand at a place. */
static int stands(Source in, int64_t at, const char *wanted)
{
    for (; *wanted; wanted++, at++)
        if (at >= in.size || lower(in.text[at]) != (uint8_t)*wanted)
            return 0;
    return 1;
}

/* The same, as the name of a tag. */
static int named(Source in, int64_t at, const char *name)
{
    const int64_t end = at + (int64_t)strlen(name);
    return end < in.size && stands(in, at, name) && (is_blank(in.text[end]) || in.text[end] == '/' || in.text[end] == '>');
}

static int64_t next(Source in, int64_t at, int64_t end, uint8_t sign)
{
    const uint8_t *found = at < end ? memchr(in.text + at, sign, (size_t)(end - at)) : NULL;
    return found ? found - in.text : -1;
}

/* Where a comment ends whose `<!--` is at `start`; -1 where it does not, or where text may be lost in it. */
static int64_t past_comment(Source in, int64_t start, int64_t swallowed)
{
    int64_t at = start + 2, inner = 0, paragraphs = 0;
    for (;; at++) {
        at = next(in, at, in.size, '-');
        if (at < 0)
            return -1;
        if (stands(in, at, "-->"))
            break;
    }
    if (at - start - 4 > swallowed)
        for (int64_t tag = start + 4; (tag = next(in, tag, at, '<')) >= 0; tag++) {
            paragraphs += tag + 4 <= at && !memcmp(in.text + tag, "</p>", 4);
            inner |= tag + 4 <= at && !memcmp(in.text + tag, "<!--", 4);
        }
    return inner && paragraphs > 2 ? -1 : at + 3;
}

/* Elements that hold no tags, and what shows that one took a part of the page: any tag, or the end of the body. */
static const char *const RAW[] = {"script", "style", "title", "textarea", "iframe", "noembed"};
enum { SCRIPT, STYLE, TITLE, RAWS = 6 };

/* Where such an element ends of which the name ends at `at`; -1 where it does not, or may hold a part of the page. */
static int64_t past_raw(Source in, int raw, int64_t at)
{
    at = next(in, at, in.size, '>');
    if (at < 0)
        return in.size;
    for (at++; (at = next(in, at, in.size, '<')) >= 0; at++) {
        const uint8_t after = at + 1 < in.size ? in.text[at + 1] : 0;
        if (after == '/' && named(in, at + 2, RAW[raw]))
            return at + 2 + (int64_t)strlen(RAW[raw]);
        if ((raw == STYLE || raw == TITLE) && (after == '/' || is_letter(after)))
            return -1;
        if (raw > TITLE && (stands(in, at, "</b") || stands(in, at, "</h")))
            return -1;
    }
    return -1;
}

/* `ended` of unclosed.py: whether it may change or say something. */
static int may_be_open(Source in, int64_t swallowed)
{
    for (int64_t at = 0; (at = next(in, at, in.size, '<')) >= 0;) {
        int raw = 0;
        if (stands(in, at, "<!--")) {
            at = past_comment(in, at, swallowed);
        } else {
            while (raw < RAWS && !named(in, at + 1, RAW[raw]))
                raw++;
            at = raw == RAWS ? at + 1 : past_raw(in, raw, at + 1 + (int64_t)strlen(RAW[raw]));
        }
        if (at < 0)
            return 1;
    }
    return 0;
}

/* How far start tags run ahead of end tags, by the first two characters of their names: `may_be_slow` of nesting.py. */
static int may_be_slow(Source in, const int64_t *limits, const uint8_t *counted, const uint8_t *reopened)
{
    int32_t ahead[LETTERS * SECOND] = {0}, most[LETTERS * SECOND] = {0};
    int64_t depth = 0, inline_depth = 0;
    for (int64_t at = 0; (at = next(in, at, in.size, '<')) >= 0; at++) {
        const int closing = at + 1 < in.size && in.text[at + 1] == '/';
        const int64_t begin = at + 1 + closing;
        const int first = (begin < in.size ? in.text[begin] : ' ') | 32;
        const int second = (begin + 1 < in.size ? in.text[begin + 1] : ' ') | 32;
        if (!counted[first << 8 | second])
            continue;
        const int code = (first - 'a') * SECOND + second;
        ahead[code] += closing ? -1 : 1;
        if (ahead[code] < 0)
            ahead[code] = 0;
        if (ahead[code] > most[code]) {
            most[code]++;
            depth++;
            inline_depth += reopened[first << 8 | second];
        }
    }
    return depth >= limits[MAX_DEPTH] || inline_depth >= limits[MAX_INLINE];
}

/* One past the `>` of the start tag at a place, as WHOLE_TAG of nesting.py reads it; -1 where there is none. */
static int64_t past_tag(Source in, int64_t at)
{
    for (at++; at < in.size && !is_blank(in.text[at]) && in.text[at] != '/' && in.text[at] != '>';)
        at++;
    while (at < in.size) {
        const uint8_t sign = in.text[at++];
        if (sign == '>')
            return at;
        if (sign != '=')
            continue;
        while (at < in.size && is_blank(in.text[at]))
            at++;
        if (at < in.size && (in.text[at] == '"' || in.text[at] == '\'')) {
            const int64_t end = next(in, at + 1, in.size, in.text[at]);
            if (end >= 0)
                at = end + 1;
        }
    }
    return -1;
}

/* Whether a tag is so long, or has no end, that its attributes must be counted. */
static int has_long_tag(Source in, int64_t longest)
{
    for (int64_t at = 0; (at = next(in, at, in.size, '<')) >= 0;) {
        if (at + 1 >= in.size || !is_letter(in.text[at + 1])) {
            at++;
            continue;
        }
        const int64_t end = past_tag(in, at);
        if (end < 0 || end - at > longest)
            return 1;
        at = end;
    }
    return 0;
}

/* Whether there may be more different names of tags than these. Long names count as they begin and how long they are,
   which may make two of them one; so they are counted as too many where there are more than a few. */
static int has_many_names(Source in, int64_t most)
{
    uint64_t seen[NAMES_AT_ONCE] = {0};
    int64_t count = 0, cut = 0;
    if (most >= NAMES_AT_ONCE)
        return 1;
    for (int64_t at = 0; (at = next(in, at, in.size, '<')) >= 0; at++) {
        int64_t begin = at + 1 + (at + 1 < in.size && in.text[at + 1] == '/'), length = 0;
        uint64_t name = 0;
        if (begin >= in.size || !is_letter(in.text[begin]))
            continue;
        for (; begin < in.size && !is_blank(in.text[begin]) && in.text[begin] != '/' && in.text[begin] != '>'; begin++, length++)
            name = name << 8 | lower(in.text[begin]);
        if (length > LONGEST_NAME) {
            cut++;
            continue;
        }
        uint64_t place = (name * UINT64_C(0x9E3779B97F4A7C15)) >> 51;
        while (seen[place] && seen[place] != name)
            place = (place + 1) % NAMES_AT_ONCE;
        count += !seen[place];
        seen[place] = name;
        if (count + cut > most)
            return 1;
    }
    return 0;
}

/* Whether a page may be what one of these looks for: 0 where it is not. `limits`: see above. */
EXPORT int64_t cleaner_unusual(const uint8_t *text, int64_t size, const int64_t *limits, const uint8_t *counted,
                               const uint8_t *reopened)
{
    const Source in = {text, size};
    int64_t tags = 0;
    for (int64_t at = 0; (at = next(in, at, size, '<')) >= 0; at++) {
        if (stands(in, at + 1, "noframes"))
            return 1;
        tags++;
    }
    if (tags >= limits[MANY_STARTS])
        return 1;
    if (tags >= limits[MANY_TAGS] && may_be_slow(in, limits, counted, reopened))
        return 1;
    if (tags > limits[MAX_NAMES] && has_many_names(in, limits[MAX_NAMES]))
        return 1;
    return has_long_tag(in, limits[LONG_TAG]) || may_be_open(in, limits[SWALLOWED]);
}
