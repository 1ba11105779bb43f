/* Reconnecting: see rejoin.h. */
#include "net/rejoin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/limits.h"

usec
backoff_next(struct backoff *backoff, uint32_t chance)
{
	usec most = BACKOFF_FIRST;

	for (unsigned i = 0; i < backoff->tries && most < BACKOFF_MOST; i++)
		most *= 2;
	if (most > BACKOFF_MOST)
		most = BACKOFF_MOST;
	else
		backoff->tries++;
	return most - chance % (most / 2 + 1);
}

uint32_t
rejoin_random(void)
{
	const struct {
		uint64_t now;
		uint64_t pid;
	} seed = { clock_mono(), (uint64_t)getpid() };

	return str_hash((struct str) { (const char *)&seed, sizeof(seed) });
}

usec
rejoin_next(struct backoff *backoff, char text[REJOIN_TIME])
{
	const usec time = backoff_next(backoff, rejoin_random());

	(void)snprintf(text, REJOIN_TIME, "%.1f s", (double)time / (double)SEC);
	return clock_mono() + time;
}

bool
rejoin_after(struct str code, bool named)
{
	static const enum bye byes[] = { BYE_SHUTDOWN, BYE_RESTART,
		BYE_SERVER_GONE, BYE_SERVER_FULL, BYE_SLOW_READER,
		BYE_INTERNAL };

	for (size_t i = 0; i < COUNT(byes); i++)
		if (str_eq(bye_word(byes[i]), code))
			return true;
	return !named && str_eq(code, bye_word(BYE_IDLE));
}

/* Room for one string of the list: group, space, key and NUL. */
#define GROUP_SIZE (LIMIT_GROUP + 1 + LIMIT_GROUP_KEY + 1)

char **
rejoin_groups(const struct world *joined, char *const *others)
{
	size_t most = joined->count;

	for (size_t i = 0; others[i] != NULL; i++)
		most++;
	char **list = calloc(1, (most + 1) * sizeof(*list) + most * GROUP_SIZE);
	if (list == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	char *text = (char *)(list + most + 1);
	for (size_t i = 0; i < most; i++, text += GROUP_SIZE) {
		const bool in = i < joined->count;
		const struct str group = in ?
		    world_at(joined, i) :
		    str_from(others[i - joined->count]);
		const struct str key = in ? world_key_at(joined, i) : STR("");
		list[i] = text;
		(void)snprintf(text, GROUP_SIZE, "%.*s%s%.*s", (int)group.len,
		    group.at, key.len > 0 ? " " : "", (int)key.len, key.at);
	}
	return list;
}

struct str
rejoin_group(const char *group)
{
	struct str rest = str_from(group);

	return str_word(&rest);
}
