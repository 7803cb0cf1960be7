/* Memory from one block; see docs/POOL.md. */
#ifndef POOL_H
#define POOL_H

#include <stddef.h>
#include <stdint.h>

struct pool {
    uint8_t *memory;
    uint32_t size; /* a multiple of 8 */
};

int pool_init(struct pool *pool, void *memory, size_t size);
void *pool_alloc(struct pool *pool, size_t size);
void pool_free(struct pool *pool, void *place);
void *pool_resize(struct pool *pool, void *place, size_t size);
const char *pool_check(const struct pool *pool);

#endif
