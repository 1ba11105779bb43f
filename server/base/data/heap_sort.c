/* Sorting in place: see heap_sort.h. */
#include "base/data/heap_sort.h"

/* Numbers being sorted: a heap, of which the greatest is the first. */
struct heap {
	uint32_t *number;
	size_t count;
	bool (*is_less)(const void *of, uint32_t one, uint32_t other);
	const void *of;
};

/* Lets the number at a place sink to where it belongs. */
static void
sink(const struct heap *heap, size_t at)
{
	uint32_t *number = heap->number;
	const uint32_t sinking = number[at];

	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= heap->count)
			break;
		if (child + 1 < heap->count &&
		    heap->is_less(heap->of, number[child], number[child + 1]))
			child++;
		if (!heap->is_less(heap->of, sinking, number[child]))
			break;
		number[at] = number[child];
		at = child;
	}
	number[at] = sinking;
}

void
heap_sort(uint32_t *number, size_t count,
    bool (*is_less)(const void *of, uint32_t one, uint32_t other),
    const void *of)
{
	struct heap heap = { number, count, is_less, of };

	for (size_t i = count / 2; i-- > 0;)
		sink(&heap, i);
	while (heap.count > 1) {
		const uint32_t greatest = number[0];
		number[0] = number[--heap.count];
		number[heap.count] = greatest;
		sink(&heap, 0);
	}
}
