/* A parsed page -> its blocks and block-level elements in flat arrays: one pass over the parser's nodes, no recursion.

   The reference is reading/walk.py with reading/runs.py. What those leave to tables of characters, tags and roles is
   handed over; runs of text that need more (line breaks, code, characters that nobody sees) are handed back in parts,
   and Python makes blocks of them. Nothing is written to the tree; it must stay alive during the call. */

#include "kernels.h"

#include <stdlib.h>
#include <string.h>

/* The parser's structures as far as they are read. `kernels.py` compares them with what the parser itself says of a
   page before any other is read. */
typedef struct Node {
    void *events;
    uintptr_t local_name, prefix, space;
    void *owner;
    struct Node *next, *before, *parent, *first_child, *last_child;
    void *user;
    int type;
} Node;

typedef struct {
    const uint8_t *data;
    size_t length;
} String;

typedef struct {
    Node node;
    String data;
} Text;

typedef struct Attribute {
    Node node;
    uintptr_t upper_name, qualified_name;
    const String *value;
    void *owner;
    struct Attribute *next, *before;
} Attribute;

typedef struct {
    Node node;
    uintptr_t upper_name, qualified_name;
    void *is_value;
    Attribute *first_attribute;
} Element;

/* A name that the parser's own tables do not have. */
typedef struct {
    union {
        const uint8_t *far;
        uint8_t near[17];
    } name;
    size_t length;
} Name;

enum { ELEMENT = 1, TEXT_NUMBER = 2, LAST_NUMBER = 4096, LONGEST_NEAR = 16 };

/* What a character is, as flags; see `signs` of kernels.py. */
enum { SPACE = 1, UPPER = 2, LOWER = 4, ALNUM = 8, DIGIT = 16, PRINTABLE = 32 };
enum { PLANE = 16 };

/* What a tag means, in the order of reading/tags.py; `name` is the place of its name among all, -1 for none. */
enum { UNKNOWN = -1, INLINE, LINK, SPAN, BLOCK, SKIP, BREAK, BUTTON = 9 };
typedef struct {
    int32_t kind, flags, meaning, groups, told, name;
} Tag;
enum { SAME = -1, NOTHING = 0, PARAGRAPH = 1 };

enum { PART_TEXT, PART_BLANK, PART_BREAK };

/* Numbers that are handed over, in the order of `walked` of kernels.py. */
enum { TAGS, LATE, UNKNOWN_KIND, CLASS, ID, STYLE, ROLES, HIDDEN, BODY, PRE, ITEM, P, DIALOG, FIRST_HEADING };

/* Why a page is not walked here. */
enum { DONE, NO_MEMORY, UNKNOWN_TAG, ODD_STYLE, NEW_PLANE };

typedef struct {
    char *data;
    int64_t used, room;
} Pile;

typedef struct {
    int32_t container, linked, flags, group, meaning, holder;
} Stand;

typedef struct {
    int64_t text, text_end, raw, raw_end, start_end, linked, container, flags, group, tag, complex, part, part_end, holder, meaning;
} Run;

typedef struct {
    int64_t end, linked, kind;
} Part;

typedef struct {
    int64_t id, parent, name, step, name_end, step_end, begin;
} Container;

typedef struct {
    int64_t id, tag;
} Told;

typedef struct {
    const Text *node;
    Stand stand;
} Blank;

typedef struct {
    Stand stand;
    int there;
} Level;

enum { TEXTS, RAWS, STEPS, RUNS, PARTS, CONTAINERS, TOLD, UNREAD, BLANKS, LEVELS, PILES };

typedef struct {
    Pile piles[PILES];
    int64_t fault, plane, texts, raws, steps; /* characters in each so far */
    const int64_t *settings;
    const Tag *tags;
    const uint8_t *signs;
    const char *names, *late, *roles;
    const int64_t *role_flags;
    int64_t built;
    /* The run of text that is being collected. */
    Stand stand;
    int64_t run_bytes, run_chars, run_parts, last_part, has_links, used;
} Walk;

static void *more(Walk *walk, int which, int64_t size)
{
    Pile *pile = &walk->piles[which];
    if (pile->used + size > pile->room) {
        const int64_t room = (pile->used + size) * 2 + 4096;
        char *data = realloc(pile->data, (size_t)room);
        if (!data) {
            walk->fault = NO_MEMORY;
            return NULL;
        }
        pile->data = data;
        pile->room = room;
    }
    void *place = pile->data + pile->used;
    pile->used += size;
    return place;
}

static int64_t count(const Walk *walk, int which, size_t size) { return walk->piles[which].used / (int64_t)size; }

/* The character at a place, and how many bytes it has; the parser gives whole characters only. */
static uint32_t point_at(const uint8_t *text, int64_t left, int *size)
{
    const uint8_t first = text[0];
    if (first < 0x80 || left < 2) {
        *size = 1;
        return first;
    }
    if (first < 0xE0 || left < 3) {
        *size = 2;
        return (first & 0x1Fu) << 6 | (text[1] & 0x3Fu);
    }
    if (first < 0xF0 || left < 4) {
        *size = 3;
        return (first & 0xFu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu);
    }
    *size = 4;
    return ((first & 7u) << 18 | (text[1] & 0x3Fu) << 12 | (text[2] & 0x3Fu) << 6 | (text[3] & 0x3Fu)) & 0x1FFFFFu;
}

static int sign(Walk *walk, uint32_t point)
{
    if (point > 0x10FFFF)
        return 0;
    if (!(walk->built >> (point >> PLANE) & 1)) {
        walk->fault = NEW_PLANE;
        walk->plane = point >> PLANE;
    }
    return walk->signs[point];
}

static int sign_at(Walk *walk, const uint8_t *text, int64_t left, int *size)
{
    return sign(walk, point_at(text, left, size));
}

static int is_blank_text(Walk *walk, const uint8_t *text, int64_t length)
{
    int size;
    for (int64_t at = 0; at < length; at += size)
        if (!(sign_at(walk, text + at, length - at, &size) & SPACE))
            return 0;
    return length > 0;
}

static int64_t chars_in(const uint8_t *text, int64_t length)
{
    int64_t chars = 0;
    for (int64_t at = 0; at < length; at++)
        chars += (text[at] & 0xC0) != 0x80;
    return chars;
}

/* How many characters are left without the white space at both ends. */
static int64_t stripped(Walk *walk, const uint8_t *text, int64_t length)
{
    int64_t first = -1, last = 0, chars = 0;
    int size;
    for (int64_t at = 0; at < length; at += size, chars++)
        if (!(sign_at(walk, text + at, length - at, &size) & SPACE)) {
            first = first < 0 ? chars : first;
            last = chars + 1;
        }
    return first < 0 ? 0 : last - first;
}

static int64_t parts_of_run(const Walk *walk) { return count(walk, PARTS, sizeof(Part)) - walk->run_parts; }

static Part *part_of_run(const Walk *walk, int64_t at) { return (Part *)walk->piles[PARTS].data + walk->run_parts + at; }

static void append(Walk *walk, const uint8_t *text, int64_t length, int linked, int kind)
{
    const int64_t chars = chars_in(text, length);
    walk->last_part = walk->piles[RAWS].used;
    char *place = more(walk, RAWS, length);
    Part *part = more(walk, PARTS, sizeof(Part));
    if (!place || !part)
        return;
    memcpy(place, text, (size_t)length);
    walk->raws += chars;
    *part = (Part){walk->raws, linked, kind};
    walk->has_links |= linked;
}

/* `ends_in_word` of the last part of the run. */
static int ends_in_word(Walk *walk)
{
    const uint8_t *text = (const uint8_t *)walk->piles[RAWS].data;
    int64_t at = walk->piles[RAWS].used, before;
    int size;
    const int64_t end = at;
    if (at <= walk->last_part)
        return 0;
    for (at--; at > walk->last_part && (text[at] & 0xC0) == 0x80;)
        at--;
    if (!(sign_at(walk, text + at, end - at, &size) & (LOWER | DIGIT)) || at == walk->last_part)
        return 0;
    for (before = at - 1; before > walk->last_part && (text[before] & 0xC0) == 0x80;)
        before--;
    return sign_at(walk, text + before, at - before, &size) & ALNUM;
}

static void add(Walk *walk, const uint8_t *text, int64_t length, const Stand *stand)
{
    const int blank = is_blank_text(walk, text, length);
    if (parts_of_run(walk)) {
        int size, second;
        if (length && sign_at(walk, text, length, &size) & UPPER && size < length
            && sign_at(walk, text + size, length - size, &second) & LOWER && ends_in_word(walk))
            append(walk, (const uint8_t *)" ", 1, 0, PART_BLANK);
    } else if (blank) {
        return;
    }
    walk->stand = *stand;
    append(walk, text, length, stand->linked, blank ? PART_BLANK : PART_TEXT);
}

static void end_run(Walk *walk)
{
    walk->run_bytes = walk->piles[RAWS].used;
    walk->run_chars = walk->raws;
    walk->run_parts = count(walk, PARTS, sizeof(Part));
    walk->has_links = 0;
}

/* The text of the run, with single blanks; -1 where a character in it is not seen. */
static int64_t put_text(Walk *walk)
{
    const uint8_t *raw = (const uint8_t *)walk->piles[RAWS].data + walk->run_bytes;
    const int64_t length = walk->piles[RAWS].used - walk->run_bytes, before = walk->piles[TEXTS].used;
    uint8_t *out = more(walk, TEXTS, length + 1);
    int64_t written = 0, chars = 0;
    int size, space = 0;
    if (!out)
        return -1;
    for (int64_t at = 0; at < length; at += size) {
        const int kind = sign_at(walk, raw + at, length - at, &size);
        if (kind & SPACE) {
            space = written > 0;
            continue;
        }
        if (!(kind & PRINTABLE)) {
            walk->piles[TEXTS].used = before;
            return -1;
        }
        if (space) {
            out[written++] = ' ';
            chars++;
            space = 0;
        }
        memcpy(out + written, raw + at, (size_t)size);
        written += size;
        chars++;
    }
    walk->piles[TEXTS].used = before + written;
    return chars;
}

static void flush(Walk *walk)
{
    const int64_t parts = parts_of_run(walk);
    const Stand stand = walk->stand;
    if (!parts)
        return;
    int complex = stand.meaning == walk->settings[PRE];
    int64_t linked = 0, start = walk->run_chars, byte = walk->run_bytes;
    for (int64_t at = 0; at < parts; at++)
        complex |= part_of_run(walk, at)->kind == PART_BREAK;
    const int64_t chars = complex ? 0 : put_text(walk);
    complex |= chars < 0;
    if (!complex && !chars) {
        end_run(walk);
        return;
    }
    if (!complex && walk->has_links) {
        const uint8_t *raws = (const uint8_t *)walk->piles[RAWS].data;
        for (int64_t at = 0; at < parts; at++) {
            const Part part = *part_of_run(walk, at);
            int64_t end = byte;
            for (int64_t left = part.end - start; left > 0; left--) {
                int size;
                point_at(raws + end, walk->piles[RAWS].used - end, &size);
                end += size;
            }
            if (part.linked)
                linked += stripped(walk, raws + byte, end - byte);
            start = part.end;
            byte = end;
        }
    }
    int64_t tag = stand.meaning;
    if (tag == NOTHING) {
        const Container *all = (const Container *)walk->piles[CONTAINERS].data;
        tag = stand.container >= 0 && all[stand.container].name == walk->settings[P] ? PARAGRAPH : NOTHING;
    } else if (tag == walk->settings[ITEM]) {
        tag = walk->used == stand.holder ? PARAGRAPH : tag;
        walk->used = stand.holder;
    }
    const int64_t shown = complex ? 0 : chars;
    Run *run = more(walk, RUNS, sizeof(Run));
    if (!run)
        return;
    *run = (Run){walk->texts, walk->texts + shown, walk->run_chars, walk->raws, part_of_run(walk, 0)->end, linked,
                 stand.container, stand.flags, stand.group, tag, complex, walk->run_parts, walk->run_parts + parts,
                 stand.holder, stand.meaning};
    walk->texts += shown;
    end_run(walk);
}

/* Before something is added to a run: it ends if it stood elsewhere, else the white space between is added. */
static void go_on(Walk *walk, const Stand *stand)
{
    if (stand->container != walk->stand.container) {
        flush(walk);
    } else {
        const int64_t blanks = count(walk, BLANKS, sizeof(Blank));
        for (int64_t at = 0; at < blanks; at++) {
            const Blank blank = ((const Blank *)walk->piles[BLANKS].data)[at];
            add(walk, blank.node->data.data, (int64_t)blank.node->data.length, &blank.stand);
        }
    }
    walk->piles[BLANKS].used = 0;
}

static int is_open(const Walk *walk)
{
    for (int64_t at = 0, parts = parts_of_run(walk); at < parts; at++)
        if (part_of_run(walk, at)->kind == PART_TEXT)
            return 1;
    return 0;
}

static void line_break(Walk *walk, const Stand *stand)
{
    walk->stand = *stand;
    if (stand->meaning == walk->settings[PRE]) {
        append(walk, (const uint8_t *)"\n", 1, 0, PART_BLANK);
        return;
    }
    const int64_t parts = parts_of_run(walk);
    for (int64_t at = parts - 1; at >= 0; at--) {
        const int64_t kind = part_of_run(walk, at)->kind;
        if (kind == PART_BREAK) {
            flush(walk);
            return;
        }
        if (kind == PART_TEXT)
            break;
    }
    if (parts)
        append(walk, (const uint8_t *)"", 1, 0, PART_BREAK);
}

static const uint8_t *name_of(uintptr_t number, size_t *length)
{
    const Name *name = (const Name *)number;
    *length = name->length;
    return name->length <= LONGEST_NEAR ? name->name.near : name->name.far;
}

static int is_named(uintptr_t number, const char *wanted)
{
    size_t length;
    if (number < LAST_NUMBER)
        return 0;
    const uint8_t *name = name_of(number, &length);
    return length == strlen(wanted) && !memcmp(name, wanted, length);
}

static int same(const String *value, const char *wanted)
{
    return value && value->data && value->length == strlen(wanted) && !memcmp(value->data, wanted, value->length);
}

/* What the attributes say that are looked at. */
typedef struct {
    const String *named, *id, *role, *part, *style, *hidden;
    int is_hidden, is_open, is_part;
} Said;

static Said said_by(const Walk *walk, const Node *node)
{
    Said said = {0};
    for (const Attribute *one = ((const Element *)node)->first_attribute; one; one = one->next) {
        const uintptr_t number = one->qualified_name ? one->qualified_name : one->node.local_name;
        if (number == (uintptr_t)walk->settings[CLASS]) {
            said.named = one->value;
        } else if (number == (uintptr_t)walk->settings[ID]) {
            said.id = one->value;
        } else if (number == (uintptr_t)walk->settings[STYLE]) {
            said.style = one->value;
        } else if (is_named(number, "role")) {
            said.role = one->value;
        } else if (is_named(number, "itemprop")) {
            said.part = one->value;
        } else if (is_named(number, "hidden")) {
            said.is_hidden = 1;
            said.hidden = one->value;
        } else if (is_named(number, "open")) {
            said.is_open = 1;
        }
    }
    return said;
}

/* One past a word in letters of any case at a place, and 0 where it does not stand there. */
static size_t past_word(const String *text, size_t at, const char *word)
{
    for (; *word; word++, at++)
        if (at >= text->length || (text->data[at] >= 'A' && text->data[at] <= 'Z' ? text->data[at] | 32 : text->data[at]) != (uint8_t)*word)
            return 0;
    return at;
}

static size_t past_white(Walk *walk, const String *text, size_t at)
{
    int size;
    while (at < text->length) {
        const uint32_t point = point_at(text->data + at, (int64_t)(text->length - at), &size);
        if (!(sign(walk, point) & SPACE) || (point >= 0x1C && point <= 0x1F))
            break;
        at += (size_t)size;
    }
    return at;
}

static int is_set(Walk *walk, const String *style, size_t at, const char *name, const char *value)
{
    at = past_word(style, at, name);
    if (!at)
        return 0;
    at = past_white(walk, style, at);
    if (at >= style->length || style->data[at] != ':')
        return 0;
    return past_word(style, past_white(walk, style, at + 1), value) > 0;
}

/* HIDDEN_STYLE of walk.py. Letters that are another case of one of its own are left to Python. */
static int hides_by_style(Walk *walk, const String *style)
{
    if (!style || !style->data)
        return 0;
    for (size_t at = 0; at < style->length; at++) {
        const uint8_t letter = style->data[at];
        if ((letter | 32) == 'd' && is_set(walk, style, at, "display", "none"))
            return 1;
        if ((letter | 32) == 'v' && is_set(walk, style, at, "visibility", "hidden"))
            return 1;
        const uint8_t next = at + 1 < style->length ? style->data[at + 1] : 0;
        if ((letter == 0xC4 && (next == 0xB0 || next == 0xB1)) || (letter == 0xC5 && next == 0xBF))
            walk->fault = ODD_STYLE; /* a dotted or dotless i, a long s */
    }
    return 0;
}

static int hides(Walk *walk, const Said *said, int is_dialog)
{
    return (said->is_hidden && !same(said->hidden, "until-found")) || (is_dialog && !said->is_open)
        || hides_by_style(walk, said->style);
}

static int64_t place_of(Walk *walk, const Said *said, int is_dialog)
{
    int64_t place = 0;
    const char *role = walk->roles;
    for (int64_t at = 0; said->role && at < walk->settings[ROLES]; at++, role += strlen(role) + 1)
        if (same(said->role, role))
            place |= walk->role_flags[at];
    if (same(said->part, "articleBody"))
        place |= walk->settings[BODY];
    return hides(walk, said, is_dialog) ? place | walk->settings[HIDDEN] : place;
}

static void put_step(Walk *walk, const uint8_t *text, int64_t length)
{
    char *place = more(walk, STEPS, length);
    if (place && length)
        memcpy(place, text, (size_t)length);
    walk->steps += chars_in(text, length);
}

/* The words of a class, each with a dot before it; of an id only one that is one word, with its sign. */
static void put_names(Walk *walk, const String *value, const char *before)
{
    int size;
    int64_t length = value && value->data ? (int64_t)value->length : 0;
    for (int64_t at = 0; at < length;) {
        int64_t end = at;
        while (end < length && !(sign_at(walk, value->data + end, length - end, &size) & SPACE))
            end += size;
        if (end > at) {
            put_step(walk, (const uint8_t *)before, 1);
            put_step(walk, value->data + at, end - at);
        }
        for (at = end; at < length && sign_at(walk, value->data + at, length - at, &size) & SPACE;)
            at += size;
    }
}

static int is_one_word(Walk *walk, const String *value)
{
    int size;
    if (!value || !value->data || !value->length)
        return 0;
    for (int64_t at = 0; at < (int64_t)value->length; at += size)
        if (sign_at(walk, value->data + at, (int64_t)value->length - at, &size) & SPACE)
            return 0;
    return 1;
}

/* What a tag means; one that is in no table means nothing. */
static Tag tag_of(Walk *walk, const Node *node)
{
    const uintptr_t number = node->local_name;
    if (number < (uintptr_t)walk->settings[TAGS])
        return walk->tags[number];
    Tag tag = {UNKNOWN, 0, NOTHING, 0, -1, -1};
    if (number < LAST_NUMBER)
        return tag;
    const char *name = walk->late;
    for (int64_t at = 0; at < walk->settings[LATE]; at++, name += strlen(name) + 1)
        if (is_named(number, name))
            return walk->tags[walk->settings[TAGS] + at];
    return tag;
}

/* The name of an element as the parser shows it; NULL where only its number is known. */
static const uint8_t *shown_name(const Walk *walk, const Node *node, const Tag *tag, size_t *length)
{
    const Element *element = (const Element *)node;
    if (tag->name >= 0) {
        *length = strlen(walk->names + tag->name);
        return (const uint8_t *)walk->names + tag->name;
    }
    const uintptr_t number = element->qualified_name ? element->qualified_name : node->local_name;
    return number < LAST_NUMBER ? NULL : name_of(number, length);
}

static Stand enter_block(Walk *walk, const Node *node, const Tag *tag, Stand stand)
{
    size_t length = 0;
    if (parts_of_run(walk)) {
        flush(walk);
        walk->piles[BLANKS].used = 0;
    }
    const uint8_t *name = shown_name(walk, node, tag, &length);
    if (!name) {
        walk->fault = UNKNOWN_TAG;
        return stand;
    }
    const Said said = said_by(walk, node);
    const int64_t container = count(walk, CONTAINERS, sizeof(Container)), step = walk->steps;
    put_step(walk, name, (int64_t)length);
    const int64_t name_end = walk->steps;
    put_names(walk, said.named, ".");
    if (is_one_word(walk, said.id))
        put_names(walk, said.id, "#");
    stand.flags |= (int32_t)place_of(walk, &said, tag->name >= 0 && tag->name == walk->settings[DIALOG]) | tag->flags;
    if (tag->name >= 0 && tag->name == walk->settings[FIRST_HEADING]) {
        Told *told = more(walk, TOLD, sizeof(Told));
        if (told)
            *told = (Told){(int64_t)(intptr_t)node, tag->told};
    }
    if (tag->groups && (tag->groups > 1 || !stand.group))
        stand.group = (int32_t)container + 1;
    if (tag->meaning != SAME) {
        stand.meaning = tag->meaning;
        stand.holder = (int32_t)container;
    }
    Container *made = more(walk, CONTAINERS, sizeof(Container));
    if (made)
        *made = (Container){(int64_t)(intptr_t)node, stand.container, tag->name, step, name_end, walk->steps,
                            count(walk, RUNS, sizeof(Run))};
    stand.container = (int32_t)container;
    return stand;
}

/* Enter an element that stands somewhere; answers whether what is in it stands there, too. */
static int enter(Walk *walk, const Node *node, const Tag *tag, Stand *stand)
{
    int kind = tag->kind;
    if (kind == SPAN) {
        const Said said = said_by(walk, node);
        if (hides(walk, &said, 0)) {
            int64_t *unread = more(walk, UNREAD, sizeof(int64_t));
            if (unread)
                *unread = (int64_t)(intptr_t)node;
            return 0;
        }
    } else if (kind != INLINE && kind != BLOCK) {
        if (parts_of_run(walk))
            go_on(walk, stand);
        if (kind == BREAK) {
            line_break(walk, stand);
            return 0;
        }
        if (kind == LINK) {
            const int64_t parts = parts_of_run(walk);
            if (!stand->linked && parts && part_of_run(walk, parts - 1)->linked)
                append(walk, (const uint8_t *)" ", 1, 0, PART_BLANK);
            stand->linked = 1;
            return 1;
        }
        size_t length = 0;
        const uint8_t *name = shown_name(walk, node, tag, &length);
        if (!name)
            walk->fault = UNKNOWN_TAG;
        else if (kind == BUTTON || memchr(name, '-', length))
            kind = is_open(walk) ? INLINE : BLOCK;
        else
            kind = (int)walk->settings[UNKNOWN_KIND];
    }
    if (kind == BLOCK)
        *stand = enter_block(walk, node, tag, *stand);
    return 1;
}

static int is_empty(const Text *text)
{
    for (size_t at = 0; at < text->data.length; at++) {
        const uint8_t one = text->data.data[at];
        if (one != ' ' && one != '\n' && one != '\t' && one != '\r' && one != '\f')
            return 0;
    }
    return 1;
}

static void read_text(Walk *walk, const Text *text, const Level *around)
{
    const int64_t parts = parts_of_run(walk);
    if (is_empty(text)) {
        Blank *blank = parts && around->there ? more(walk, BLANKS, sizeof(Blank)) : NULL;
        if (blank)
            *blank = (Blank){text, around->stand};
    } else if (around->there) {
        if (parts)
            go_on(walk, &around->stand);
        add(walk, text->data.data, (int64_t)text->data.length, &around->stand);
    }
}

static Level read_element(Walk *walk, const Node *node, const Level *around)
{
    Level inside = *around;
    const Tag tag = tag_of(walk, node);
    if (tag.kind == SKIP) {
        inside.there = 0;
        Told *told = tag.told >= 0 ? more(walk, TOLD, sizeof(Told)) : NULL;
        if (told)
            *told = (Told){(int64_t)(intptr_t)node, tag.told};
    } else if (around->there) {
        inside.there = enter(walk, node, &tag, &inside.stand);
    }
    return inside;
}

static void run(Walk *walk, const Node *root)
{
    const Node *node = root;
    Level *level = more(walk, LEVELS, sizeof(Level));
    if (!level)
        return;
    *level = (Level){walk->stand, root->parent != NULL};
    while (!walk->fault) {
        const Level around = ((const Level *)(walk->piles[LEVELS].data + walk->piles[LEVELS].used))[-1];
        Level inside = {around.stand, 0};
        if (node->local_name == TEXT_NUMBER)
            read_text(walk, (const Text *)node, &around);
        else if (node->type == ELEMENT)
            inside = read_element(walk, node, &around);
        if (node->first_child) {
            level = more(walk, LEVELS, sizeof(Level));
            if (!level)
                return;
            *level = inside;
            node = node->first_child;
            continue;
        }
        while (node != root && !node->next) {
            node = node->parent;
            walk->piles[LEVELS].used -= (int64_t)sizeof(Level);
        }
        if (node == root)
            break;
        node = node->next;
    }
    flush(walk);
}

EXPORT void cleaner_walk_free(Walk *walk)
{
    for (int which = 0; walk && which < PILES; which++)
        free(walk->piles[which].data);
    free(walk);
}

/* Walk the tree below `root`; answers a walk that is to be freed, NULL without memory. `sizes`: what was read, in bytes,
   by pile; then the fault, and the plane of characters that is missing. */
EXPORT Walk *cleaner_walk(const Node *root, const int64_t *settings, const int32_t *tags, const char *names, const char *late,
                          const char *roles, const int64_t *role_flags, const uint8_t *signs, int64_t built, int64_t *sizes)
{
    Walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        return NULL;
    walk->settings = settings;
    walk->tags = (const Tag *)tags;
    walk->names = names;
    walk->late = late;
    walk->roles = roles;
    walk->role_flags = role_flags;
    walk->signs = signs;
    walk->built = built;
    walk->used = -1;
    walk->stand = (Stand){-1, 0, 0, 0, NOTHING, -1};
    run(walk, root);
    for (int which = 0; which < PILES; which++)
        sizes[which] = walk->piles[which].used;
    sizes[PILES] = walk->fault;
    sizes[PILES + 1] = walk->plane;
    return walk;
}

enum { SEEN = 1024 };

/* The classes and ids of all elements below `root`, parted by blanks, in the pile of steps: `names_in` of names.py. Most
   that were there before are left out. */
EXPORT Walk *cleaner_names(const Node *root, const int64_t *settings, int64_t *sizes)
{
    Walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        return NULL;
    const Node *node = root;
    uint64_t seen[SEEN] = {0};
    while (!walk->fault) {
        const Attribute *one = node->type == ELEMENT ? ((const Element *)node)->first_attribute : NULL;
        for (; one; one = one->next) {
            const uintptr_t number = one->qualified_name ? one->qualified_name : one->node.local_name;
            const int asked = number == (uintptr_t)settings[CLASS] || number == (uintptr_t)settings[ID];
            if (!asked || !one->value || !one->value->data)
                continue;
            uint64_t hash = UINT64_C(0xCBF29CE484222325);
            for (size_t at = 0; at < one->value->length; at++)
                hash = (hash ^ one->value->data[at]) * UINT64_C(0x100000001B3);
            uint64_t *before = seen + (hash ^ hash >> 32) % SEEN;
            if (*before == hash)
                continue;
            *before = hash;
            char *place = more(walk, STEPS, (int64_t)one->value->length + 1);
            if (!place)
                break;
            memcpy(place, one->value->data, one->value->length);
            place[one->value->length] = ' ';
        }
        if (node->first_child) {
            node = node->first_child;
            continue;
        }
        while (node != root && !node->next)
            node = node->parent;
        if (node == root)
            break;
        node = node->next;
    }
    sizes[STEPS] = walk->piles[STEPS].used;
    sizes[PILES] = walk->fault;
    return walk;
}

/* What was read, one pile. */
EXPORT const void *cleaner_walk_pile(const Walk *walk, int64_t which) { return walk->piles[which].data; }
