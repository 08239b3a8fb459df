/* The source of a page, once over: whether there is anything in it that is to be mended before it is parsed.

   The reference is `read_html` of reading/markup.py with what it calls of unclosed.py and nesting.py. What is looked for
   here may be found too often, which costs time, and is never missed: where this answers 0, they change nothing. */

#include "kernels.h"

#include <string.h>

enum { LETTERS = 26, SECOND = 256, NAMES_AT_ONCE = 1 << 13 };

/* The limits that are handed over, in the order of `plain_html` of kernels.py. */
enum { MANY_TAGS, MAX_DEPTH, MAX_INLINE, LONG_TAG, MAX_NAMES, MANY_STARTS, MAY_HAVE_NAMES, SWALLOWED };

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

/* Different names, by their hashes. */
typedef struct {
    uint64_t seen[NAMES_AT_ONCE];
    int64_t count;
} Names;

static uint64_t hashed(uint64_t hash, uint8_t sign) { return (hash ^ sign) * UINT64_C(0x100000001B3); }

static void put_name(Names *names, uint64_t hash)
{
    uint64_t place = hash >> 51;
    hash |= !hash;
    while (names->seen[place] && names->seen[place] != hash)
        place = (place + 1) % NAMES_AT_ONCE;
    names->count += !names->seen[place];
    names->seen[place] = hash;
}

static int ends_name(uint8_t sign) { return is_blank(sign) || sign == '/' || sign == '>'; }

/* The names of a tag's attributes, as ATTRIBUTE of nesting.py finds them; 0 where they become more than `most`. */
static int put_attributes(Names *names, Source in, int64_t at, int64_t end, int64_t most)
{
    while (at < end) {
        uint64_t hash = UINT64_C(0xCBF29CE484222325);
        if (ends_name(in.text[at])) {
            at++;
            continue;
        }
        for (int64_t first = at; at < end && !ends_name(in.text[at]) && (at == first || in.text[at] != '='); at++)
            hash = hashed(hash, in.text[at]);
        put_name(names, hash);
        if (names->count > most)
            return 0;
        int64_t value = at;
        while (value < end && is_blank(in.text[value]))
            value++;
        if (value >= end || in.text[value] != '=')
            continue;
        for (value++; value < end && is_blank(in.text[value]);)
            value++;
        const int64_t closed =
            value < end && (in.text[value] == '"' || in.text[value] == '\'') ? next(in, value + 1, end, in.text[value]) : -1;
        at = closed >= 0 ? closed + 1 : value;
        while (closed < 0 && at < end && !is_blank(in.text[at]) && in.text[at] != '>')
            at++;
    }
    return 1;
}

/* Whether a tag is so long, or has no end, that its attributes must be counted; whether all tags together have more
   names of attributes than `most`, which -1 leaves out. */
static int has_long_tag(Source in, int64_t longest, int64_t most)
{
    Names names = {0};
    for (int64_t at = 0; (at = next(in, at, in.size, '<')) >= 0;) {
        int64_t begin = ++at;
        if (at >= in.size || !is_letter(in.text[at]))
            continue;
        const int64_t end = past_tag(in, at - 1);
        if (end < 0 || end - at > longest)
            return 1;
        while (most >= 0 && !ends_name(in.text[begin]))
            begin++;
        if (most >= 0 && !put_attributes(&names, in, begin, end - 1, most))
            return 1;
        at = end;
    }
    return 0;
}

/* Whether there are more different names of tags than these. */
static int has_many_names(Source in, int64_t most)
{
    Names names = {0};
    for (int64_t at = 0; (at = next(in, at, in.size, '<')) >= 0; at++) {
        int64_t begin = at + 1 + (at + 1 < in.size && in.text[at + 1] == '/');
        uint64_t hash = UINT64_C(0xCBF29CE484222325);
        if (begin >= in.size || !is_letter(in.text[begin]))
            continue;
        for (; begin < in.size && !ends_name(in.text[begin]); begin++)
            hash = hashed(hash, lower(in.text[begin]));
        put_name(&names, hash);
        if (names.count > most)
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
    if (limits[MAX_NAMES] >= NAMES_AT_ONCE)
        return 1;
    if (tags >= limits[MANY_TAGS] && may_be_slow(in, limits, counted, reopened))
        return 1;
    if (tags > limits[MAX_NAMES] && has_many_names(in, limits[MAX_NAMES]))
        return 1;
    /* Half as many: Python joins the attributes of all tags, and a quotation mark may then close a later one. */
    const int64_t most = size >= limits[MAY_HAVE_NAMES] || tags >= limits[MANY_STARTS] ? limits[MAX_NAMES] / 2 : -1;
    return has_long_tag(in, limits[LONG_TAG], most) || may_be_open(in, limits[SWALLOWED]);
}
