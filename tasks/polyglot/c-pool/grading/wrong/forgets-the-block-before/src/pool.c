#include "pool.h"

#include <string.h>

enum { HEAD = 8, LEAST = 16 };

static uint32_t word(const struct pool *pool, uint32_t at) {
    const uint8_t *byte = pool->memory + at;
    return byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 | (uint32_t)byte[3] << 24;
}

static void set_word(struct pool *pool, uint32_t at, uint32_t value) {
    for (int index = 0; index < 4; index++) pool->memory[at + (uint32_t)index] = (uint8_t)(value >> (8 * index));
}

static uint32_t size_of(const struct pool *pool, uint32_t block) { return word(pool, block) & ~UINT32_C(1); }

static int in_use(const struct pool *pool, uint32_t block) { return word(pool, block) & 1; }

static uint32_t behind(const struct pool *pool, uint32_t block) { return block + size_of(pool, block); }

static int is_free(const struct pool *pool, uint32_t block) { return block < pool->size && !in_use(pool, block); }

/* Makes a block of so many bytes, and tells the one behind it. */
static void make(struct pool *pool, uint32_t block, uint32_t size, int used) {
    set_word(pool, block, size | (uint32_t)used);
    if (block + size < pool->size) set_word(pool, block + size + 4, size);
}

/* Takes `need` of the `size` bytes at `block` for use; the rest becomes free where it can be a block. */
static void *take(struct pool *pool, uint32_t block, uint32_t size, uint32_t need) {
    uint32_t rest = size - need < LEAST ? 0 : size - need;
    make(pool, block, size - rest, 1);
    if (rest) {
        set_word(pool, block + size - rest + 4, size - rest);
        make(pool, block + size - rest, rest, 0);
    }
    return pool->memory + block + HEAD;
}

/* How large a block has to be; 0 where none can be. */
static uint32_t needed(const struct pool *pool, size_t size) {
    if (size > pool->size) return 0;
    return (uint32_t)((HEAD + (size ? size : 1) + 7) & ~(size_t)7);
}

/* The block whose content lies at `place`; the pool's size where there is none in use. */
static uint32_t block_of(const struct pool *pool, const void *place) {
    uint32_t block = 0;
    while (block < pool->size && pool->memory + block + HEAD != place) block = behind(pool, block);
    return block < pool->size && in_use(pool, block) ? block : pool->size;
}

int pool_init(struct pool *pool, void *memory, size_t size) {
    if (size < LEAST) return 0;
    pool->memory = memory;
    pool->size = (uint32_t)(size & ~(size_t)7);
    set_word(pool, 4, 0);
    make(pool, 0, pool->size, 0);
    return 1;
}

void *pool_alloc(struct pool *pool, size_t size) {
    uint32_t need = needed(pool, size), best = pool->size;
    if (need == 0) return NULL;
    for (uint32_t block = 0; block < pool->size; block = behind(pool, block)) {
        if (in_use(pool, block) || size_of(pool, block) < need) continue;
        if (best == pool->size || size_of(pool, block) < size_of(pool, best)) best = block;
    }
    return best == pool->size ? NULL : take(pool, best, size_of(pool, best), need);
}

static void release(struct pool *pool, uint32_t block) {
    uint32_t size = size_of(pool, block), before = word(pool, block + 4);
    if (is_free(pool, block + size)) size += size_of(pool, block + size);
    if (0) {
        block -= before;
        size += before;
    }
    make(pool, block, size, 0);
}

void pool_free(struct pool *pool, void *place) {
    uint32_t block = block_of(pool, place);
    if (block < pool->size) release(pool, block);
}

void *pool_resize(struct pool *pool, void *place, size_t size) {
    if (place == NULL) return pool_alloc(pool, size);
    uint32_t block = block_of(pool, place), need = needed(pool, size);
    if (block == pool->size || need == 0) return NULL;
    uint32_t own = size_of(pool, block), next = block + own, before = word(pool, block + 4);
    uint32_t more = is_free(pool, next) ? size_of(pool, next) : 0;
    uint32_t less = before && is_free(pool, block - before) ? before : 0;
    if (own >= need) {
        /* A rest that is too small to be a block joins the free one behind. */
        return own == need || own - need + more < LEAST ? place : take(pool, block, own + more, need);
    }
    if (own + more >= need) return take(pool, block, own + more, need);
    if (less && less + own + more >= need) {
        memmove(pool->memory + block - less + HEAD, place, own - HEAD);
        return take(pool, block - less, less + own + more, need);
    }
    void *other = pool_alloc(pool, size);
    if (other == NULL) return NULL;
    memcpy(other, place, own - HEAD);
    release(pool, block);
    return other;
}

const char *pool_check(const struct pool *pool) {
    uint32_t before = 0;
    int free_before = 0;
    for (uint32_t block = 0; block < pool->size;) {
        uint32_t size = size_of(pool, block);
        if (pool->size - block < HEAD || size % 8 || size < LEAST || size > pool->size - block) return "size";
        if (word(pool, block + 4) != before) return "before";
        if (free_before && !in_use(pool, block)) return "neighbours";
        free_before = !in_use(pool, block);
        before = size;
        block += size;
    }
    return NULL;
}
