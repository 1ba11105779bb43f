/* The room in the journal's store: see store_room.h. */
#include "router/verbs/work/store_room.h"

#include "base/log/log.h"
#include "base/log/stats.h"
#include "router/delivery/kept_log.h"

/*
 * The room that is supposed until the journal has told: it has as much for what
 * is on its way (helpers/journal/journal_rows.h).
 */
#define UNKNOWN 16384

/* With less room than that, an operator should know. */
#define LITTLE 16384

/* A number that was told, and what has been logged since. */
struct part {
	uint64_t told;
	uint64_t spent; /* perhaps with some that was told already */
	uint64_t since; /* after the mark */
};

/* Not saved: each program has a journal of its own, which tells it soon. */
static struct {
	bool begun;
	uint64_t mark; /* a line that does not know of that ID is too old */
	uint64_t last; /* the last ID that was logged */
	struct part groups, accounts, bytes;
} store_room = { .groups = { .told = ITEMS_MAX + UNKNOWN },
	.accounts = { .told = UNKNOWN } };

/* Notes what waited already when the program began. */
static void
begin(void)
{
	if (store_room.begun)
		return;
	store_room.begun = true;
	if (kept_log_count() > 0)
		store_room.mark = kept_log_last();
}

static void
tell(struct part *part, uint64_t told)
{
	*part = (struct part) { .told = told, .spent = part->since };
}

static void
report(bool is_little)
{
	if (is_little && (stats_troubles() & SCORE_CRAMPED) == 0)
		LOG_AT(LEVEL_WARNING,
		    STR("journal: little room for keys, items and letters that "
			"outlast the server"));
	stats_trouble(SCORE_CRAMPED, is_little);
}

void
store_room_told(const struct store_room *room)
{
	begin();
	if (room->id < store_room.mark)
		return;
	tell(&store_room.groups, room->groups);
	tell(&store_room.accounts, room->accounts);
	tell(&store_room.bytes, room->bytes);
	if (store_room.last > store_room.mark)
		store_room.mark = store_room.last;
	report(room->groups < ITEMS_MAX + LITTLE || room->accounts < LITTLE ||
	    room->letters < LITTLE);
}

static void
spend(struct part *part, size_t count)
{
	part->spent += count;
	part->since += count;
}

void
store_room_spend_group(uint64_t id)
{
	begin();
	store_room.last = id;
	spend(&store_room.groups, 1);
}

void
store_room_spend_account(uint64_t id, size_t bytes)
{
	begin();
	store_room.last = id;
	spend(&store_room.accounts, 1);
	spend(&store_room.bytes, bytes);
}

static size_t
left(const struct part *part)
{
	return part->told > part->spent ? part->told - part->spent : 0;
}

size_t
store_room_groups(void)
{
	return left(&store_room.groups);
}

size_t
store_room_tables(void)
{
	const size_t room = store_room_groups();

	return room > ITEMS_MAX ? room - ITEMS_MAX : 0;
}

size_t
store_room_accounts(void)
{
	return left(&store_room.accounts);
}

uint64_t
store_room_bytes(void)
{
	return store_room.bytes.told + store_room.bytes.spent;
}
