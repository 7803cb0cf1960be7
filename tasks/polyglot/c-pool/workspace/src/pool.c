#include "pool.h"

/* The first 4 bytes say how much is in use. */
int pool_init(struct pool *pool, void *memory, size_t size) {
    if (size < 16) return 0;
    pool->memory = memory;
    pool->size = (uint32_t)(size & ~(size_t)7);
    *(uint32_t *)memory = 8;
    return 1;
}

void *pool_alloc(struct pool *pool, size_t size) {
    uint32_t *used = (uint32_t *)pool->memory;
    if (size > pool->size - *used) return NULL;
    void *place = pool->memory + *used;
    *used += (uint32_t)((size + 7) & ~(size_t)7);
    return place;
}

void pool_free(struct pool *pool, void *place) {
    (void)pool;
    (void)place;
}

void *pool_resize(struct pool *pool, void *place, size_t size) {
    (void)place;
    return pool_alloc(pool, size);
}

const char *pool_check(const struct pool *pool) {
    (void)pool;
    return NULL;
}
