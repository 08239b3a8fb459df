/* What is known of a page's blocks -> the columns that the scorer of bodies is asked about, but those of a block alone.

   The reference is main_content/html/columns.py with nesting.py and repeated.py. Every sum is taken in the order in which
   numpy takes it, and in the same precision, so that the numbers are the same to the last bit (built without contraction
   of a product and a sum). */

#include "kernels.h"

#include <stdlib.h>
#include <string.h>

/* The arrays that are handed over, in the order of `html_rows` of kernels.py: one entry a block, or as is said. */
typedef struct {
    const float *words, *linked, *unspaced, *said; /* said: GROUPS a block */
    const uint8_t *prose, *stopped;
    const int64_t *flags, *level, *of, *group;
    const int64_t *parent, *end, *step_of;  /* one entry a container */
    const double *weights;                  /* mean, lowest, highest of each step: 3 x steps */
    const int64_t *kind;                    /* one entry a step */
    const double *told;                     /* 2 x blocks */
    const double *all_words;                /* the words of the page: one number */
} Known;

enum { GROUPS = 6, STAMP = 3, ABOVE = 4, INNER = 3, FIGURES = 8, LEVELS = 4, LEAST = 3 };
static const double MANY = 30, FAR = 200, MOST_TURNS = 3, MOST = 60, OUTSIDE = -1;
static const double SHARES[INNER] = {0.5, 0.7, 0.9};
enum { IN_ARTICLE = 128 };

typedef struct {
    Known in;
    int64_t blocks, containers, steps;
    float *out;
    int64_t columns;
    char *memory;
    int64_t inner[INNER];
    int64_t *first; /* for each container, and one past them, the first block in it or behind it */
} Page;

static double larger_of(double a, double b) { return a > b ? a : b; }
static double smaller_of(double a, double b) { return a < b ? a : b; }

static float *column(Page *page) { return page->out + page->columns++ * page->blocks; }

static double words_of_prose(const Page *page, int64_t at) { return page->in.prose[at] ? page->in.words[at] : 0; }

/* For each container the sums over the blocks inside, of one figure. */
static void totals(const Page *page, const double *figure, double *held)
{
    const int64_t count = page->containers;
    double *upto = held + count; /* room for as many and one more behind */
    memset(held, 0, (size_t)count * sizeof *held);
    for (int64_t at = 0; at < page->blocks; at++)
        held[page->in.of[at]] += figure[at];
    upto[0] = 0;
    for (int64_t at = 0; at < count; at++)
        upto[at + 1] = upto[at] + held[at];
    for (int64_t at = 0; at < count; at++)
        held[at] = upto[page->in.end[at]] - upto[at];
}

/* For each container the outermost one reached by stepping outwards for as long as `passes`. */
static void outermost(const Page *page, const uint8_t *passes, int64_t *found)
{
    for (int64_t at = 0; at < page->containers; at++)
        found[at] = !passes[at] ? at : at ? found[page->in.parent[at]] : 0;
}

static void place_columns(Page *page)
{
    const Known *in = &page->in;
    const int64_t count = page->blocks;
    float *place = column(page), *words = column(page), *prose = column(page), *since = column(page), *until = column(page);
    double all = 0, told = 0;
    for (int64_t at = 0; at < count; at++) {
        all += in->words[at];
        told += words_of_prose(page, at);
    }
    const double most = larger_of(all, 1), most_told = larger_of(told, 1);
    double last = -FAR;
    all = told = 0;
    for (int64_t at = 0; at < count; at++) {
        all += in->words[at];
        told += words_of_prose(page, at);
        place[at] = (float)((double)at / (double)count);
        words[at] = (float)(all / most);
        prose[at] = (float)(told / most_told);
        last = in->prose[at] ? (double)at : last;
        since[at] = (float)smaller_of((double)at - last, FAR);
    }
    last = -FAR;
    for (int64_t at = count - 1, back = 0; at >= 0; at--, back++) {
        last = in->prose[at] ? (double)back : last;
        until[at] = (float)smaller_of((double)back - last, FAR);
    }
}

/* `held`: figures x (2 * containers + 1), the second half of each for sums on the way. */
static void container_columns(Page *page, double *figure, double *held, double *around, int64_t *up, uint8_t *passes)
{
    const Known *in = &page->in;
    const int64_t count = page->blocks, many = page->containers, wide = 2 * many + 1;
    for (int which = 0; which < FIGURES; which++) {
        for (int64_t at = 0; at < count; at++) {
            const float words = in->words[at], linked = words * in->linked[at];
            const double figures[FIGURES] = {1, words, words_of_prose(page, at), linked, in->prose[at],
                                             in->unspaced[at] > 0.5f ? words : 0, (in->flags[at] & IN_ARTICLE) > 0,
                                             in->level[at] > 0};
            figure[at] = figures[which];
        }
        totals(page, figure, held + which * wide);
    }
    const double *blocks = held, *text = held + wide, *prose = text + wide, *linked = prose + wide, *sentences = linked + wide;
    const double all_prose = larger_of(prose[0], 1);
    for (int level = 0; level < INNER; level++) {
        int64_t at = many - 1;
        while (at > 0 && !(prose[at] >= SHARES[level] * prose[0]))
            at--;
        page->inner[level] = prose[0] > 0 ? at : 0;
    }
    for (int64_t at = 0; at < many; at++) {
        const double each = larger_of(blocks[at], 1), words = larger_of(text[at], 1);
        around[at] = smaller_of(blocks[at], MANY);
        around[many + at] = prose[at] / all_prose;
        around[2 * many + at] = prose[at] / words;
        around[3 * many + at] = linked[at] / words;
        around[4 * many + at] = text[at] / each;
        around[5 * many + at] = sentences[at] / each;
        passes[at] = blocks[in->parent[at]] == blocks[at];
    }
    outermost(page, passes, up);
    for (int64_t at = 0; at < many; at++)
        up[at] = in->parent[up[at]];
    for (int which = 0; which < 6; which++)
        for (int level = 0; level < ABOVE; level++) {
            float *out = column(page);
            for (int64_t at = 0; at < count; at++) {
                int64_t container = in->of[at];
                for (int step = 0; step < level; step++)
                    container = up[container];
                out[at] = (float)around[which * many + container];
            }
        }
    float *place = column(page);
    for (int64_t at = 0; at < count; at++) {
        const int64_t container = up[in->of[at]];
        place[at] = (float)((double)(at - page->first[container]) / larger_of(blocks[container], 1));
    }
    for (int level = 0; level < INNER; level++) {
        float *out = column(page);
        for (int64_t at = 0; at < count; at++)
            out[at] = in->of[at] >= page->inner[level] && in->of[at] < in->end[page->inner[level]];
    }
    const double words = larger_of(text[0], 1), whole = (double)count;
    const double pages[] = {prose[0] / words, linked[0] / words, prose[0] / larger_of(sentences[0], 1), held[6 * wide] / whole,
                            held[7 * wide] / whole, held[5 * wide] / words,
                            prose[page->inner[1]] / larger_of(text[page->inner[1]], 1),
                            prose[page->inner[2]] / larger_of(text[page->inner[2]], 1)};
    for (size_t which = 0; which < sizeof pages / sizeof *pages; which++) {
        float *out = column(page);
        for (int64_t at = 0; at < count; at++)
            out[at] = (float)pages[which];
    }
}

enum { SUMS, LOWS, DEPTH, LOWEST, HIGHEST, PATHS };

/* For each container what its ancestors and itself have together: `down` of nesting.py, jump by jump. */
static void down(const Page *page, double *path, double *next, int64_t *jump, int64_t *further)
{
    const Known *in = &page->in;
    const int64_t many = page->containers, steps = page->steps;
    for (int64_t at = 0; at < many; at++) {
        const int64_t step = in->step_of[at];
        path[SUMS * many + at] = in->weights[step];
        path[LOWS * many + at] = path[LOWEST * many + at] = in->weights[steps + step];
        path[HIGHEST * many + at] = -in->weights[2 * steps + step];
        path[DEPTH * many + at] = at > 0;
        jump[at] = in->parent[at];
    }
    for (;;) {
        int64_t any = 0;
        for (int64_t at = 0; at < many; at++)
            any |= jump[at];
        if (!any)
            break;
        for (int which = 0; which < PATHS; which++)
            for (int64_t at = 0; at < many; at++) {
                const double own = path[which * many + at], outer = path[which * many + jump[at]];
                next[which * many + at] = which < LOWEST ? own + outer : smaller_of(outer, own);
            }
        memcpy(path, next, (size_t)(PATHS * many) * sizeof *path);
        for (int64_t at = 0; at < many; at++)
            further[at] = jump[jump[at]];
        memcpy(jump, further, (size_t)many * sizeof *jump);
    }
    for (int which = LOWEST; which < PATHS; which++)
        for (int64_t at = many - 1; at >= 0; at--)
            path[which * many + at] = smaller_of(path[which * many], path[which * many + at]);
}

static void lexicon_columns(Page *page, const double *path, uint8_t *passes, int64_t *branch)
{
    const Known *in = &page->in;
    const int64_t many = page->containers, main = page->inner[0];
    const double *sums = path + SUMS * many, *lows = path + LOWS * many, *depth = path + DEPTH * many;
    for (int64_t at = 0; at < many; at++) {
        const int64_t around = in->parent[at];
        passes[at] = !(at <= main && in->end[at] > main) && !(around <= main && in->end[around] > main);
    }
    outermost(page, passes, branch);
    const int64_t first = page->columns;
    page->columns += 3 + 2 * ABOVE + 15;
    for (int64_t at = 0; at < page->blocks; at++) {
        float *out = page->out + first * page->blocks + at;
        const int64_t here = in->of[at], outer = branch[here], step = in->step_of[here];
#define PUT(value) (*out = (float)(value), out += page->blocks)
        for (int which = 0; which < 3; which++)
            PUT(in->weights[which * page->steps + step]);
        for (int which = 0; which < 2; which++)
            for (int64_t level = 0, container = in->parent[here]; level < ABOVE; level++, container = in->parent[container])
                PUT(in->weights[which * page->steps + in->step_of[container]]);
        PUT(sums[here]);
        PUT(lows[here]);
        PUT(path[LOWEST * many + here]);
        PUT(-path[HIGHEST * many + here]);
        PUT(sums[here] / larger_of(depth[here], 1));
        PUT(sums[in->parent[in->parent[here]]]);
        PUT(in->weights[in->step_of[outer]]);
        PUT(in->weights[page->steps + in->step_of[outer]]);
        PUT(sums[here] - sums[in->parent[outer]]);
        PUT(sums[here] - sums[main]);
        PUT(lows[here] - lows[main]);
        PUT(depth[main] - depth[outer] + !(outer <= main && in->end[outer] > main));
        PUT(depth[here]);
        PUT(depth[here] - depth[page->inner[1]]);
        PUT(depth[here] - depth[page->inner[2]]);
#undef PUT
    }
}

static void group_columns(Page *page, double *held, int64_t groups)
{
    const Known *in = &page->in;
    enum { COUNT, WORDS, LINKED, PROSE, PROSE_WORDS, STOPPED, HELD };
    memset(held, 0, (size_t)(HELD * groups) * sizeof *held);
    for (int64_t at = 0; at < page->blocks; at++) {
        double *one = held + in->group[at] * HELD;
        const float linked = in->words[at] * in->linked[at];
        one[COUNT] += 1;
        one[WORDS] += in->words[at];
        one[LINKED] += linked;
        one[PROSE] += in->prose[at];
        one[PROSE_WORDS] += words_of_prose(page, at);
        one[STOPPED] += in->stopped[at];
    }
    double all = 0;
    for (int64_t group = 0; group < groups; group++)
        all += held[group * HELD + PROSE_WORDS];
    all = larger_of(all, 1);
    float *count = column(page), *words = column(page), *linked = column(page), *prose = column(page), *share = column(page),
          *stopped = column(page);
    for (int64_t at = 0; at < page->blocks; at++) {
        const double *one = held + in->group[at] * HELD;
        count[at] = (float)smaller_of(one[COUNT], MANY);
        words[at] = (float)(one[WORDS] / one[COUNT]);
        linked[at] = (float)(one[LINKED] / larger_of(one[WORDS], 1));
        prose[at] = (float)(one[PROSE] / one[COUNT]);
        share[at] = (float)(one[PROSE_WORDS] / all);
        stopped[at] = (float)(one[STOPPED] / one[COUNT]);
    }
}

static void section_columns(Page *page, const double *sums)
{
    const Known *in = &page->in;
    float *words = column(page), *low = column(page), *level = column(page), *path = column(page), *back = column(page),
          *turn_back = column(page), *turns = column(page);
    int64_t last = -1;
    double turn = -FAR, seen = 0;
    for (int64_t at = 0; at < page->blocks; at++) {
        last = in->level[at] > 0 ? at : last;
        if (in->said[at * GROUPS] > 0) {
            turn = (double)at;
            seen++;
        }
        const int none = last < 0;
        words[at] = none ? 0 : (float)in->told[last];
        low[at] = none ? 0 : (float)in->told[page->blocks + last];
        level[at] = none ? 0 : (float)in->level[last];
        path[at] = none ? 0 : (float)(sums[in->of[last]] - sums[in->of[at]]);
        back[at] = (float)(none ? FAR : smaller_of((double)(at - last), FAR));
        turn_back[at] = (float)smaller_of((double)at - turn, FAR);
        turns[at] = (float)smaller_of(seen, MOST_TURNS);
    }
}

static int64_t within(const Page *page, int64_t at) { return at < 0 ? 0 : at > page->blocks ? page->blocks : at; }

static void neighbour_columns(Page *page, const double *sums, double *upto)
{
    const Known *in = &page->in;
    const int64_t count = page->blocks;
    static const int OFFSETS[] = {-2, -1, 1, 2}, REACH[][2] = {{-4, 0}, {-10, 0}, {1, 5}, {1, 11}};
    for (int offset = 0; offset < 4; offset++) {
        float *words = column(page), *linked = column(page), *path = column(page), *mean = column(page),
              *level = column(page), *said = column(page);
        for (int64_t at = 0; at < count; at++) {
            const int64_t there = at + OFFSETS[offset];
            if (there < 0 || there >= count) {
                words[at] = linked[at] = path[at] = mean[at] = level[at] = said[at] = (float)OUTSIDE;
                continue;
            }
            words[at] = in->words[there];
            linked[at] = in->linked[there];
            path[at] = (float)sums[in->of[there]];
            mean[at] = (float)in->told[there];
            level[at] = (float)in->level[there];
            float most = in->said[there * GROUPS];
            for (int group = 1; group < GROUPS; group++)
                most = in->said[there * GROUPS + group] > most ? in->said[there * GROUPS + group] : most;
            said[at] = most;
        }
    }
    for (int which = 0; which < 3; which++) {
        upto[0] = 0;
        for (int64_t at = 0; at < count; at++)
            upto[at + 1] = upto[at] + (which == 0 ? words_of_prose(page, at) : which == 1 ? in->words[at] : sums[in->of[at]]);
        for (int reach = 0; reach < 4; reach++) {
            float *out = column(page);
            for (int64_t at = 0; at < count; at++)
                out[at] = (float)(upto[within(page, at + REACH[reach][1])] - upto[within(page, at + REACH[reach][0])]);
        }
    }
}

typedef struct {
    int64_t parent, kind;
    double size, words, prose, linked, stamped, told;
    int64_t begin, end;
} List;

/* The list that elements with this parent and this kind of name make; a new one where there is none yet. */
static int64_t list_of(List *lists, int64_t *count, int64_t *places, int64_t room, int64_t parent, int64_t kind)
{
    uint64_t place = ((uint64_t)parent * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)kind * UINT64_C(0xC2B2AE3D27D4EB4F));
    place = (place ^ place >> 29) & (uint64_t)(room - 1);
    while (places[place]) {
        const List *list = lists + places[place];
        if (list->parent == parent && list->kind == kind)
            return places[place];
        place = (place + 1) & (uint64_t)(room - 1);
    }
    places[place] = ++*count;
    lists[*count] = (List){.parent = parent, .kind = kind, .begin = INT64_MAX};
    return *count;
}

/* `repeated_columns`. `held`: five rows of sums; lists are numbered from 1, 0 is none. */
static void repeated_columns(Page *page, double *figure, double *held, List *lists, int64_t *places, int64_t room,
                             int64_t *of, int64_t *rank, int64_t *nearest, uint8_t *passes, double *upto)
{
    const Known *in = &page->in;
    const int64_t count = page->blocks, many = page->containers, wide = 2 * many + 1;
    for (int which = 0; which < 5; which++) {
        for (int64_t at = 0; at < count; at++) {
            const double words = in->words[at];
            const double figures[] = {words, in->prose[at] ? words : 0, words * (double)in->linked[at],
                                      in->said[at * GROUPS + STAMP] > 0, in->prose[at]};
            figure[at] = figures[which];
        }
        totals(page, figure, held + which * wide);
    }
    int64_t number = 0;
    memset(places, 0, (size_t)room * sizeof *places);
    lists[0] = (List){.begin = count};
    for (int64_t at = 0; at < many; at++) {
        of[at] = rank[at] = 0;
        if (!at || !(held[at] > 0))
            continue;
        of[at] = list_of(lists, &number, places, room, in->parent[at], in->kind[in->step_of[at]]);
        List *list = lists + of[at];
        rank[at] = (int64_t)list->size;
        list->size++;
        list->words += held[at];
        list->prose += held[wide + at];
        list->linked += held[2 * wide + at];
        list->stamped += held[3 * wide + at] > 0;
        list->told += held[4 * wide + at] > 0;
        list->begin = page->first[at] < list->begin ? page->first[at] : list->begin;
        list->end = page->first[in->end[at]] > list->end ? page->first[in->end[at]] : list->end;
    }
    for (int64_t at = 0; at < many; at++)
        passes[at] = !(of[at] && lists[of[at]].size >= LEAST && lists[of[at]].told > 1);
    outermost(page, passes, nearest);
    upto[0] = 0;
    for (int64_t at = 0; at < count; at++)
        upto[at + 1] = upto[at] + words_of_prose(page, at);
    const double prose = larger_of(upto[count], 1), words = larger_of(*in->all_words, 1);
    const int64_t first = page->columns;
    page->columns += 15;
    for (int64_t at = 0; at < count; at++) {
        const int64_t here = nearest[in->of[at]];
        int64_t outer = here;
        for (int level = 0; level < LEVELS; level++) {
            const int64_t further = outer > 0 ? nearest[in->parent[outer]] : 0;
            outer = further > 0 ? further : outer;
        }
        float *out = page->out + first * count + at;
        const List *list = lists + of[here], *around = lists + of[outer];
        const int inside = here > 0;
        const double each = larger_of(list->size, 1);
#define PUT(value, otherwise) (*out = (float)(inside ? (double)(value) : (otherwise)), out += count)
        PUT(smaller_of(list->size, MOST), 0);
        PUT(list->words / words, 0);
        PUT(list->prose / prose, 0);
        PUT(upto[within(page, list->begin)] / prose, -1);
        PUT(1 - upto[within(page, list->end)] / prose, -1);
        PUT(list->words / each, 0);
        PUT(list->stamped / each, 0);
        PUT(list->told / each, 0);
        PUT(smaller_of((double)rank[here], MOST), -1);
        PUT(rank[here] == 0, 0);
        PUT(outer != here, 0);
        PUT(list->linked / larger_of(list->words, 1), 0);
        PUT(smaller_of(around->size, MOST), 0);
        PUT(around->prose / prose, 0);
        PUT(around->stamped / larger_of(around->size, 1), 0);
#undef PUT
    }
}

static void *taken(char **memory, int64_t count, size_t size)
{
    void *place = *memory;
    *memory += ((size_t)count * size + 7) / 8 * 8;
    return place;
}

/* Fill the columns; answers how many there are, -1 without memory. */
EXPORT int64_t cleaner_html_rows(const void *const *known, int64_t blocks, int64_t containers, int64_t steps, int64_t groups,
                                 float *out)
{
    Page page = {.blocks = blocks, .containers = containers, .steps = steps, .out = out};
    memcpy(&page.in, known, sizeof page.in);
    const int64_t wide = 2 * containers + 1;
    int64_t room = 8;
    while (room < 2 * containers)
        room *= 2;
    const size_t size = sizeof(double) * (size_t)(2 * blocks + 1 + FIGURES * wide + 6 * containers + 2 * PATHS * containers + 6 * groups)
        + sizeof(int64_t) * (size_t)(6 * containers + 1 + room) + (size_t)(containers + 1) * sizeof(List) + (size_t)containers + 256;
    page.memory = malloc(size);
    if (!page.memory)
        return -1;
    char *memory = page.memory;
    double *figure = taken(&memory, blocks, sizeof(double)), *upto = taken(&memory, blocks + 1, sizeof(double)),
           *held = taken(&memory, FIGURES * wide, sizeof(double)), *around = taken(&memory, 6 * containers, sizeof(double)),
           *path = taken(&memory, PATHS * containers, sizeof(double)), *next = taken(&memory, PATHS * containers, sizeof(double)),
           *grouped = taken(&memory, 6 * groups, sizeof(double));
    int64_t *up = taken(&memory, containers, sizeof(int64_t)), *jump = taken(&memory, containers, sizeof(int64_t)),
            *further = taken(&memory, containers, sizeof(int64_t)), *of = taken(&memory, containers, sizeof(int64_t)),
            *rank = taken(&memory, containers, sizeof(int64_t)), *places = taken(&memory, room, sizeof(int64_t));
    page.first = taken(&memory, containers + 1, sizeof(int64_t));
    List *lists = taken(&memory, containers + 1, sizeof(List));
    uint8_t *passes = taken(&memory, containers, 1);

    int64_t block = 0;
    for (int64_t at = 0; at <= containers; at++) {
        while (block < blocks && page.in.of[block] < at)
            block++;
        page.first[at] = block;
    }
    place_columns(&page);
    container_columns(&page, figure, held, around, up, passes);
    down(&page, path, next, jump, further);
    lexicon_columns(&page, path, passes, up);
    group_columns(&page, grouped, groups);
    section_columns(&page, path);
    neighbour_columns(&page, path, upto);
    repeated_columns(&page, figure, held, lists, places, room, of, rank, up, passes, upto);
    free(page.memory);
    return page.columns;
}
