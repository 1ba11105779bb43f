/* The names that groups had before: see journal_names.h. */
#include "helpers/journal/journal_names.h"

#include <string.h>

#define CHAINS ((uint32_t)1 << 12)

#define FROM JOURNAL_NAMES_FROM
#define TO JOURNAL_NAMES_TO
#define GROUP JOURNAL_NAMES_GROUP

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
	names->forgotten = 0;
}

/* Returns the number of a renaming's part. */
static uint32_t
number_of(uint32_t renaming, enum journal_names_of of)
{
	return renaming * JOURNAL_NAMES_OF + (uint32_t)of + 1;
}

static struct journal_renaming *
renaming_of(const struct journal_names *names, uint32_t number)
{
	return &names->renaming[(number - 1) / JOURNAL_NAMES_OF];
}

static enum journal_names_of
kind_of(uint32_t number)
{
	return (number - 1) % JOURNAL_NAMES_OF;
}

static struct journal_names_part *
part_of(const struct journal_names *names, uint32_t number)
{
	return &renaming_of(names, number)->part[kind_of(number)];
}

static uint64_t
id_of(const struct journal_names *names, uint32_t number)
{
	return renaming_of(names, number)->id;
}

/* Returns the name that the part is of. */
static struct str
name_of(const struct journal_names *names, uint32_t number)
{
	const struct journal_renaming *renaming = renaming_of(names, number);

	return kind_of(number) == FROM ? journal_renaming_from(renaming) :
					 journal_renaming_to(renaming);
}

/* Returns the link to the last part of a name, or to where one is to be. */
static uint32_t *
find_name(const struct journal_names *names, struct str name)
{
	uint32_t *link = chain_of(names, name);

	while (*link != 0 && !str_caseeq(name_of(names, *link), name))
		link = &renaming_of(names, *link)->chain[kind_of(*link)];
	return link;
}

/*
 * Puts a part behind the one before it. The leaps double in length where two of
 * the same length are behind each other, so that few lead to any older part.
 */
static void
put_behind(struct journal_names *names, uint32_t number, uint32_t before)
{
	struct journal_names_part *part = part_of(names, number);
	const struct journal_names_part *one, *leap, *other;

	*part = (struct journal_names_part) { before, number, 0 };
	if (before == 0)
		return;
	one = part_of(names, before);
	leap = part_of(names, one->leap);
	other = part_of(names, leap->leap);
	part->depth = one->depth + 1;
	part->leap = one->depth - leap->depth == leap->depth - other->depth ?
	    leap->leap :
	    before;
}

/*
 * Returns the oldest part from that one back that has that ID or a higher one;
 * 0: none.
 */
static uint32_t
oldest_from(const struct journal_names *names, uint32_t number, uint64_t id)
{
	const struct journal_names_part *part;

	if (number == 0 || id_of(names, number) < id)
		return 0;
	for (;;) {
		part = part_of(names, number);
		if (part->before == 0 || id_of(names, part->before) < id)
			return number;
		number =
		    id_of(names, part->leap) >= id ? part->leap : part->before;
	}
}

/* Returns the last part of a name before that time; 0: none. */
static uint32_t
last_before(const struct journal_names *names, struct str name, uint64_t time)
{
	uint32_t number, later;

	if (names->count == 0)
		return 0;
	number = *find_name(names, name);
	later = oldest_from(names, number, time);
	return later == 0 ? number : part_of(names, later)->before;
}

/* Makes a part the last one of its name. */
static void
put_last(struct journal_names *names, uint32_t number)
{
	uint32_t *link = find_name(names, name_of(names, number));
	uint32_t *chain = &renaming_of(names, number)->chain[kind_of(number)];

	*chain = 0;
	if (*link != 0)
		*chain = renaming_of(names, *link)->chain[kind_of(*link)];
	put_behind(names, number, *link);
	*link = number;
}

/* Puts a renaming into the pasts of its names and of its group. */
static void
enchain(struct journal_names *names, uint32_t i)
{
	struct journal_renaming *renaming = &names->renaming[i];
	uint32_t before;

	put_last(names, number_of(i, FROM));
	put_last(names, number_of(i, TO));
	before = renaming->part[FROM].before;
	renaming->first = i;
	if (before != 0 && kind_of(before) == TO)
		renaming->first = renaming_of(names, before)->first;
	names->renaming[renaming->first].last = i;
	put_behind(names, number_of(i, GROUP),
	    renaming->first == i ? 0 : before - TO + GROUP);
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
	if (names->forgotten < id)
		names->forgotten = 0;
}

void
journal_names_forget(struct journal_names *names)
{
	names->forgotten = names->renaming[JOURNAL_NAMES_PART - 1].id;
	drop_first(names, JOURNAL_NAMES_PART);
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
		journal_names_forget(names);
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

uint64_t
journal_names_since(const struct journal_names *names, struct str name,
    uint64_t time, struct str *former)
{
	const uint32_t number = last_before(names, name, time);

	*former = STR("");
	if (number == 0)
		return 0;
	if (kind_of(number) == TO)
		*former = journal_renaming_from(renaming_of(names, number));
	return id_of(names, number);
}

struct str
journal_names_at(const struct journal_names *names, struct str name,
    uint64_t time, uint64_t id, uint64_t *since, uint64_t *until)
{
	uint32_t number = last_before(names, name, time), first;

	*until = JOURNAL_NOW;
	if (number != 0 && id <= id_of(names, number) &&
	    kind_of(number) == TO) {
		/* The first renaming of the group from that ID on. */
		first = oldest_from(names, number - TO + GROUP, id);
		*until = id_of(names, first);
		name = journal_renaming_from(renaming_of(names, first));
		number = renaming_of(names, first)->part[FROM].before;
	}
	*since = number == 0 ? 0 : id_of(names, number);
	if (*since == 0 || id > *since)
		return name;
	*until = *since; /* another group lost the name: this one began then */
	return STR("");
}

uint64_t
journal_names_lost(
    const struct journal_names *names, struct str name, uint64_t time)
{
	const uint32_t number = names->count == 0 ?
	    0 :
	    oldest_from(names, *find_name(names, name), time);

	return number != 0 && kind_of(number) == FROM ? id_of(names, number) :
							0;
}

struct str
journal_names_now(
    const struct journal_names *names, struct str name, uint64_t time)
{
	const struct journal_renaming *renaming;
	uint32_t number, last;

	if (time == JOURNAL_NOW || names->count == 0)
		return name;
	number = oldest_from(names, *find_name(names, name), time);
	if (number == 0)
		return name;
	if (kind_of(number) == TO)
		return STR("");
	last = names->renaming[renaming_of(names, number)->first].last;
	renaming = &names->renaming[last];
	/* Another group may have taken that name later. */
	return *find_name(names, journal_renaming_to(renaming)) ==
		number_of(last, TO) ?
	    journal_renaming_to(renaming) :
	    STR("");
}
