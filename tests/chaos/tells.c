/* Compares private messages: see tells.h. */
#include "tells.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/must.h"
#include "verdict.h"

#define BUCKETS 4096

/* One that only one of the two has heard of yet. */
struct tell {
	struct tell *next;
	uint64_t id;
	uint64_t hash;
	uint32_t other; /* who has to hear it */
};

static struct {
	struct tell *bucket[BUCKETS];
} tells;

void
tells_begin(void)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		while (tells.bucket[i] != NULL) {
			struct tell *tell = tells.bucket[i];
			tells.bucket[i] = tell->next;
			free(tell);
		}
	}
}

static void
remember(struct tell **bucket, const struct hearing *heard, uint32_t other)
{
	struct tell *tell = malloc(sizeof(*tell));

	MUST(tell != NULL, "out of memory");
	*tell = (struct tell) { *bucket, heard->id, heard->hash, other };
	*bucket = tell;
}

void
tells_heard(uint32_t life, const struct hearing *heard)
{
	struct tell **bucket = &tells.bucket[heard->id % BUCKETS];
	struct tell **link = bucket;
	uint32_t number;

	if (!saying_is(heard->text, heard->by.life, &number) ||
	    (life != heard->by.life && life != heard->to.life)) {
		verdict_wrong(
		    life, "heard tell %" PRIu64 ", which is not so", heard->id);
		return;
	}
	if (heard->by.life == heard->to.life)
		return; /* to itself: once is all */
	while (*link != NULL && (*link)->id != heard->id)
		link = &(*link)->next;
	if (*link == NULL) {
		remember(bucket, heard,
		    life == heard->by.life ? heard->to.life : heard->by.life);
		return;
	}
	struct tell *tell = *link;
	if (tell->other != life || tell->hash != heard->hash)
		verdict_wrong(life, "heard tell %" PRIu64 " twice or otherwise",
		    heard->id);
	*link = tell->next;
	free(tell);
}

void
tells_finish(bool (*must)(uint32_t life))
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct tell *tell = tells.bucket[i]; tell != NULL;
		     tell = tell->next)
			if (must(tell->other))
				verdict_wrong(tell->other,
				    "missed tell %" PRIu64, tell->id);
}
