/* The names that groups had before: see journal_names.h. */
#include "helpers/journal/journal_names.h"

#include <string.h>

#define CHAINS ((uint32_t)1 << 12)

/* The renamings that are forgotten at once when there is no room. */
#define PART (JOURNAL_NAMES_MOST / 8)

/* The two names of a renaming, each in a chain. */
enum { FROM, TO };

uint32_t
journal_hash(const struct siphash_secret *secret, struct str name)
{
	/* An empty name may be nowhere. */
	const char *at = name.len > 0 ? name.at : "";

	return (uint32_t)siphash(
	    secret, (const unsigned char *)at, name.len, true);
}

size_t
journal_names_room(void)
{
	return JOURNAL_NAMES_MOST * sizeof(struct journal_renaming) +
	    CHAINS * sizeof(uint32_t);
}

void
journal_names_init(struct journal_names *names, void *room,
    const struct siphash_secret *secret)
{
	*names = (struct journal_names) { .renaming = room, .secret = *secret };
	names->chain =
	    (uint32_t *)(void *)(names->renaming + JOURNAL_NAMES_MOST);
}

static struct str
from_of(const struct journal_renaming *renaming)
{
	return (struct str) { renaming->from, renaming->from_len };
}

static struct str
to_of(const struct journal_renaming *renaming)
{
	return (struct str) { renaming->to, renaming->to_len };
}

static uint32_t *
chain_of(const struct journal_names *names, struct str name)
{
	return &names->chain[journal_hash(&names->secret, name) & (CHAINS - 1)];
}

void
journal_names_empty(struct journal_names *names)
{
	if (names->count > 0)
		memset(names->chain, 0, CHAINS * sizeof(uint32_t));
	names->count = 0;
}

/* Puts a renaming into the chains of its names. */
static void
enchain(struct journal_names *names, uint32_t number)
{
	struct journal_renaming *renaming = &names->renaming[number];
	uint32_t *from = chain_of(names, from_of(renaming));
	uint32_t *to = chain_of(names, to_of(renaming));

	renaming->before[FROM] = *from;
	renaming->before[TO] = *to;
	*from = *to = number + 1;
}

/* Forgets the first ones. */
static void
drop_first(struct journal_names *names, uint32_t count)
{
	const uint32_t left = names->count - count;

	memset(names->chain, 0, CHAINS * sizeof(uint32_t));
	memmove(names->renaming, names->renaming + count,
	    left * sizeof(*names->renaming));
	names->count = left;
	for (uint32_t i = 0; i < left; i++)
		enchain(names, i);
}

void
journal_names_expire(struct journal_names *names, uint64_t id)
{
	uint32_t count = 0;

	while (count < names->count && names->renaming[count].id < id)
		count++;
	if (count > 0)
		drop_first(names, count);
}

void
journal_names_add(
    struct journal_names *names, uint64_t id, struct str from, struct str to)
{
	struct journal_renaming *renaming;

	if (from.len == 0 || from.len > LIMIT_GROUP || to.len == 0 ||
	    to.len > LIMIT_GROUP ||
	    (names->count > 0 && names->renaming[names->count - 1].id >= id))
		return;
	if (names->count == JOURNAL_NAMES_MOST)
		drop_first(names, PART);
	renaming = &names->renaming[names->count];
	*renaming = (struct journal_renaming) { .id = id,
		.from_len = (uint8_t)from.len,
		.to_len = (uint8_t)to.len };
	memcpy(renaming->from, from.at, from.len);
	memcpy(renaming->to, to.at, to.len);
	enchain(names, names->count++);
}

bool
journal_names_know(const struct journal_names *names, uint64_t id)
{
	uint32_t low = 0, high = names->count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (names->renaming[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < names->count && names->renaming[low].id == id;
}

/*
 * Returns the renaming before that one in the chain of a name, which need not
 * be one of its own; from the last one on for null.
 */
static const struct journal_renaming *
before(const struct journal_names *names, struct str name,
    const struct journal_renaming *at)
{
	const uint32_t *chain;
	uint32_t link;

	if (names->count == 0)
		return NULL;
	chain = chain_of(names, name);
	if (at == NULL)
		link = *chain;
	else
		link = at->before[chain_of(names, from_of(at)) == chain ? FROM :
									  TO];
	return link == 0 ? NULL : &names->renaming[link - 1];
}

static bool
is_of(const struct journal_renaming *renaming, struct str name)
{
	return str_caseeq(from_of(renaming), name) ||
	    str_caseeq(to_of(renaming), name);
}

uint64_t
journal_names_since(const struct journal_names *names, struct str name,
    uint64_t time, struct str *former)
{
	const struct journal_renaming *at = NULL;

	*former = STR("");
	while ((at = before(names, name, at)) != NULL)
		if (at->id < time && is_of(at, name)) {
			if (str_caseeq(to_of(at), name))
				*former = from_of(at);
			return at->id;
		}
	return 0;
}

struct str
journal_names_at(const struct journal_names *names, struct str name,
    uint64_t time, uint64_t id, uint64_t *since, uint64_t *until)
{
	struct str former;

	*until = JOURNAL_NOW;
	for (;;) {
		*since = journal_names_since(names, name, time, &former);
		if (*since == 0 || id > *since)
			return name;
		*until = time = *since;
		if (former.len == 0)
			return former;
		name = former;
	}
}

/* Returns the first renaming of the name from that time on; null: none. */
static const struct journal_renaming *
first_from(const struct journal_names *names, struct str name, uint64_t time)
{
	const struct journal_renaming *at = NULL, *first = NULL;

	while ((at = before(names, name, at)) != NULL && at->id >= time)
		if (is_of(at, name))
			first = at;
	return first;
}

struct str
journal_names_now(
    const struct journal_names *names, struct str name, uint64_t time)
{
	const struct journal_renaming *at;

	while (time != JOURNAL_NOW &&
	    (at = first_from(names, name, time)) != NULL) {
		if (!str_caseeq(from_of(at), name))
			return STR("");
		name = to_of(at);
		time = at->id + 1;
	}
	return name;
}
