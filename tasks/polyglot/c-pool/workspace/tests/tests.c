#include "pool.h"

#include <stdio.h>
#include <string.h>

static int failed;

#define EXPECT(truth) \
    do { \
        if (!(truth)) failed = 1, printf("FAILED line %d: %s\n", __LINE__, #truth); \
    } while (0)

static _Alignas(8) uint8_t memory[128];
static struct pool pool;

static long at(const void *place) { return place ? (long)((const uint8_t *)place - memory) : -1; }

int main(void) {
    EXPECT(!pool_init(&pool, memory, 15));
    EXPECT(pool_init(&pool, memory, 127));
    EXPECT(pool.size == 120 && memory[0] == 120 && memory[4] == 0);

    void *a = pool_alloc(&pool, 10), *b = pool_alloc(&pool, 1), *c = pool_alloc(&pool, 16);
    EXPECT(at(a) == 8 && at(b) == 32 && at(c) == 48);
    EXPECT(memory[0] == 25 && memory[24] == 17 && memory[28] == 24);
    pool_free(&pool, a);
    EXPECT(at(pool_alloc(&pool, 8)) == 8);
    EXPECT(pool_check(&pool) == NULL);

    pool_init(&pool, memory, 128);
    a = pool_alloc(&pool, 8), b = pool_alloc(&pool, 8), c = pool_alloc(&pool, 8);
    pool_free(&pool, a);
    pool_free(&pool, c);
    pool_free(&pool, b);
    EXPECT(memory[0] == 128 && pool_check(&pool) == NULL);

    pool_init(&pool, memory, 128);
    a = pool_alloc(&pool, 8), b = pool_alloc(&pool, 8);
    strcpy(b, "content");
    pool_free(&pool, a);
    EXPECT(at(pool_resize(&pool, b, 16)) == 24);
    EXPECT(at(pool_resize(&pool, b, 105)) == 8 && strcmp((char *)memory + 8, "content") == 0);
    EXPECT(pool_resize(&pool, memory + 8, 1000) == NULL);
    EXPECT(pool_alloc(&pool, (size_t)-1) == NULL);
    pool_free(&pool, memory + 9);
    EXPECT(pool_check(&pool) == NULL);
    memory[4] = 8;
    EXPECT(pool_check(&pool) && strcmp(pool_check(&pool), "before") == 0);
    if (!failed) puts("ok");
    return failed;
}
