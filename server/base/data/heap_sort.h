/*
 * Sorts numbers, such as those of a table's rows, in place: without memory of
 * its own, which the qsort(3) of some systems needs and a sandbox may not give,
 * and in n log n steps whatever their order was.
 */
#ifndef SERVER_BASE_DATA_HEAP_SORT_H
#define SERVER_BASE_DATA_HEAP_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Equal numbers may change places. The function gets the pointer, too. */
void heap_sort(uint32_t *number, size_t count,
    bool (*is_less)(const void *of, uint32_t one, uint32_t other),
    const void *of);

#endif
