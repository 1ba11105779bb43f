/* Reconnecting: see rejoin.h. */
#include "session/rejoin.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/codes.h"
#include "shared/die.h"
#include "shared/limits.h"

bool
rejoin_after(struct str code, bool named)
{
	const struct str codes[] = { STR("shutdown"), STR("restart"),
		STR("server-gone"), STR("server-full"), STR("slow-reader"),
		STR("internal") };

	for (size_t i = 0; i < COUNT(codes); i++)
		if (str_eq(codes[i], code))
			return true;
	return !named && str_eq(code, bye_word(BYE_IDLE));
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

static size_t
count_of(char *const *list)
{
	size_t count = 0;

	while (list[count] != NULL)
		count++;
	return count;
}

/* Room for one string of the list: group, space, key and NUL. */
#define GROUP_SIZE (LIMIT_GROUP + 1 + LIMIT_GROUP_KEY + 1)

/*
 * Copies the part to text, in memory that is all zero; returns the place after
 * it.
 */
static char *
append_part(char *text, struct str part)
{
	memcpy(text, part.at, part.len);
	return text + part.len;
}

static void
put_group(char *text, const struct our_groups *joined, size_t i)
{
	const struct str key = our_groups_key_at(joined, i);

	text = append_part(text, our_groups_at(joined, i));
	if (key.len == 0)
		return;
	(void)append_part(append_part(text, STR(" ")), key);
}

char **
rejoin_groups(const struct our_groups *joined, char *const *others)
{
	const size_t most = joined->count + count_of(others);
	char **list = calloc(1, (most + 1) * sizeof(*list) + most * GROUP_SIZE);
	char *text;

	if (list == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	text = (char *)(list + most + 1);
	for (size_t i = 0; i < most; i++, text += GROUP_SIZE) {
		list[i] = text;
		if (i < joined->count)
			put_group(text, joined, i);
		else
			append_part(text, str_from(others[i - joined->count]));
	}
	return list;
}

struct str
rejoin_group(const char *group)
{
	struct str rest = str_from(group);

	return str_word(&rest);
}
