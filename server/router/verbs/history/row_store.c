/* The journal's store of what lasts: see row_store.h. */
#include "router/verbs/history/row_store.h"

#include "base/config/config.h"
#include "base/data/siphash.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept_log.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/permanence.h"
#include "router/model/table.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/accounts/registered_groups.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/journal_link.h"
#include "router/verbs/history/row_cursor.h"
#include "router/verbs/work/lasting.h"
#include "router/verbs/work/row_reading.h"
#include "router/verbs/work/store_room.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Rows that are put in one turn. */
#define PUTS_A_TURN 256

/* Time after which a store that could not be read is asked again. */
#define AGAIN SEC

/* Faults that are logged each. */
#define FAULTS_LOGGED 5

/* IDLE: nothing is to be done. READS asks for rows, PUTS goes through ours. */
enum stage { IDLE, READS, PUTS };

/*
 * Saved: whether the store is still to be read. Whether it agrees is known to
 * permanence.h. A program that has taken over begins anew with what is left to
 * be done. One that takes over from a program without a store has all rows, and
 * the store may have others.
 */
static struct row_store {
	bool unread; /* the store is still to be read */
	enum stage stage;
	bool starts; /* no client was here yet */
	uint32_t asker; /* our ticket; JOURNAL_NOBODY: none */
	uint64_t from; /* the next row to be asked for */
	usec until; /* ticks_now: a start waits until then */
	usec again; /* ticks_now: not before then */
	struct row_reading reading;
	size_t faults;
	char *text; /* of an item */
} row_store = { .asker = JOURNAL_NOBODY };

static void
wait_anew(void)
{
	row_store.until = ticks_now() + config_now()->hold_time;
}

void
row_store_open(void)
{
	row_store.unread = true;
	row_store.starts = true;
	wait_anew();
}

bool
row_store_is_awaited(void)
{
	if (row_store.unread && journal_link_is_wanted() &&
	    ticks_now() < row_store.until) {
		alarms_at(ALARM_HELPERS, row_store.until);
		return true;
	}
	row_store.starts = false;
	return false;
}

/*
 * Returns a hash of what the configuration names, whatever its order, and the
 * same in the next program; never 0. It protects nobody.
 */
static uint64_t
hash_parts(void)
{
	static const struct siphash_secret none;
	uint64_t sum = 0;
	uint32_t group = 0;

	for (; (group = permanence_next(group)) != GROUP_NONE; group++) {
		const struct str name = groups_name(group);
		sum += siphash(&none, (const unsigned char *)name.at, name.len,
			   true) *
		    (1U + permanence_has(group, PERMANENT_BOX) +
			2U * permanence_has(group, PERMANENT_TABLE));
	}
	return sum | 1;
}

/* Returns whether the store has the rows of this server. */
static bool
agrees(void)
{
	return permanence_stored() != 0;
}

/* Has the store read again, from the first row. */
static void
disagree(void)
{
	permanence_set_stored(0);
	if (row_store.stage == PUTS)
		row_store.stage = IDLE;
	watch_no_wait();
}

void
row_store_review(void)
{
	if (permanence_stored() != hash_parts())
		disagree();
}

/* Notes a row that is left in the store, and not used. */
static void
note_fault(const char *what)
{
	if (row_store.faults++ < FAULTS_LOGGED)
		LOG_AT(LEVEL_ERR, STR("carryover: {reason}"), str_from(what));
}

/*
 * Makes the box of a registered group, which is removed after the reading if it
 * has stayed empty. Returns null, or why there is none.
 */
static const char *
make_box(uint32_t group)
{
	return boxes_get(group)->there ||
		(boxes_count() < BOXES_MAX && boxes_make(group, CLIENT_NONE)) ?
	    NULL :
	    "too many boxes";
}

static const char *
take_item(uint32_t group, struct str key, struct str rest)
{
	const char *wrong;
	struct buf buf;
	uint64_t id = 0;

	buf_init(&buf, row_store.text, LIMIT_LINE);
	if (!str_to_number(key, UINT64_MAX, &id))
		return "invalid or duplicate item";
	if (boxes_has(id))
		return NULL;
	if (!row_store.unread) {
		lasting_cut(groups_name(group), STR("item"), key);
		return NULL;
	}
	wrong = make_box(group);
	if (wrong != NULL)
		return wrong;
	row_store.reading.box = group;
	if (!BUF_CAT(&buf, key, STR(" "), rest))
		return "invalid or duplicate item";
	if (boxes_get(group)->posted < id)
		boxes_get(group)->posted = id;
	return row_reading_take_item(&row_store.reading, buf_str(&buf));
}

static const char *
take_row(uint32_t group, struct str key, struct str rest)
{
	const struct str id = str_word(&rest);
	struct row_texts texts = { .key = key };

	if (table_find(group, key) != NULL)
		return NULL;
	if (!row_store.unread) {
		lasting_cut(groups_name(group), STR("row"), key);
		return NULL;
	}
	row_store.reading.table = group;
	texts.name = str_word(&rest);
	texts.value = rest;
	return row_reading_take_row(&row_store.reading, id, &texts);
}

/*
 * Takes the role of a box that clients may have used already. Its times are
 * newer than the store's; its role is too if somebody has set one.
 */
static void
take_role(uint32_t group, struct str rest)
{
	enum box_role role;

	if (groups_box_role(group) == BOX_ALL &&
	    box_role_find(str_word(&rest), &role))
		groups_set_box_role(group, role);
}

static const char *
take_box(uint32_t group, struct str key, struct str rest)
{
	const char *wrong;

	(void)key;
	if (!row_store.unread)
		return NULL;
	if (!row_store.starts) {
		take_role(group, rest);
		return NULL;
	}
	wrong = make_box(group);
	if (wrong == NULL)
		row_reading_set_box(group, rest);
	return wrong;
}

/* Rows of other kinds belong to others. */
static const struct {
	struct str kind;
	unsigned part;
	const char *(*take)(uint32_t group, struct str key, struct str rest);
} kinds[] = {
	{ LIT("item"), PERMANENT_BOX, take_item },
	{ LIT("row"), PERMANENT_TABLE, take_row },
	{ LIT("box"), PERMANENT_BOX, take_box },
};

/*
 * Returns the group of that name, of which that part stays. A registered group
 * is made if nobody is in it. Otherwise returns GROUP_NONE, with *wrong if
 * there are too many groups.
 */
static uint32_t
find_group(struct str name, unsigned part, const char **wrong)
{
	uint32_t group = groups_find(name);

	if (group == GROUP_NONE && registered_groups_founder(name).len > 0) {
		group = groups_make(name);
		if (group == GROUP_NONE)
			*wrong = "too many groups";
		else
			registered_groups_begin(group);
	}
	return group != GROUP_NONE && permanence_stays(group, part) ?
	    group :
	    GROUP_NONE;
}

/* Takes "put ID WHERE KIND KEY REST" out of an answer. */
static void
take(uint32_t asker, struct str word, struct str text)
{
	const struct str verb = str_word(&text), id = str_word(&text);
	const struct str where = str_word(&text), kind = str_word(&text);
	const struct str key = str_word(&text);
	const char *wrong = NULL;
	uint32_t group;

	(void)asker;
	(void)id;
	wait_anew();
	if (!str_eq(word, STR("past")) || !str_eq(verb, STR("put")) ||
	    group_check(where) != CODE_OK)
		return;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!str_eq(kind, kinds[i].kind))
			continue;
		group = find_group(where, kinds[i].part, &wrong);
		if (group != GROUP_NONE)
			wrong = kinds[i].take(group, key, text);
		else if (wrong == NULL)
			lasting_cut(where, kind, key);
	}
	if (wrong != NULL)
		note_fault(wrong);
}

/* Ends a question that may be under way. */
static void
end_asking(void)
{
	if (row_store.asker != JOURNAL_NOBODY)
		journal_client_cancel(row_store.asker);
	row_store.asker = JOURNAL_NOBODY;
	row_store.from = 0;
}

static void
begin_reading(void)
{
	end_asking();
	row_store.stage = READS;
	if (!row_store.unread)
		return;
	row_reading_begin(&row_store.reading);
	row_store.faults = 0;
}

static void
log_loaded(void)
{
	const struct row_reading_counts taken = row_store.reading.taken;

	event_ids_pass(row_store.reading.last);
	if (taken.items + taken.rows > 0)
		LOG(STR("carryover: loaded {#items} items and {#rows} rows"),
		    DECIMAL(taken.items), DECIMAL(taken.rows));
	if (row_store.faults > 0)
		LOG_AT(LEVEL_ERR,
		    STR("carryover: {#faults} rows of the store are not used"),
		    DECIMAL(row_store.faults));
}

/* Removes boxes and groups that were made while reading and are not used. */
static void
tidy_up(void)
{
	uint32_t box = 0;

	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		boxes_remove_if_empty(box);
	FOR_EACH_GROUP(group)
		groups_remove_if_empty(group);
}

/*
 * Ends the reading. The rows are put if they may differ: not if all of them
 * have just come from the store.
 */
static void
end_reading(void)
{
	const bool differs = !row_store.unread || !row_store.starts;

	end_asking();
	tidy_up();
	if (row_store.unread)
		log_loaded();
	row_store.unread = row_store.starts = false;
	permanence_set_stored(differs ? 0 : hash_parts());
	row_store.stage = differs ? PUTS : IDLE;
	row_cursor_begin();
	watch_no_wait(); /* a start goes on */
}

/* The store is asked again later. */
static void
put_off(void)
{
	end_asking();
	row_store.stage = IDLE;
	row_store.again = ticks_now() + AGAIN;
}

/* Asks for 64 rows more. Returns false if the answer is not there yet. */
static bool
read_more(void)
{
	struct journal_answer answer;
	struct str text;

	if (!journal_client_ask(row_store.asker,
		WORDS(STR("rows"), DECIMAL(row_store.from)), take, &answer))
		return false;
	text = answer.text;
	if (answer.code != CODE_OK)
		put_off();
	else if (!answer.more)
		end_reading();
	else
		return str_to_number(
		    str_word(&text), UINT32_MAX, &row_store.from);
	return false;
}

/*
 * Rows have other numbers for another journal, so that it is asked for all of
 * them.
 */
static void
read_rows(void)
{
	if (!journal_link_is_ready()) {
		end_asking();
		row_store.stage = IDLE;
		return;
	}
	if (row_store.asker == JOURNAL_NOBODY)
		row_store.asker = journal_client_ticket();
	if (row_store.asker == JOURNAL_NOBODY) {
		put_off();
		return;
	}
	while (read_more())
		continue;
}

/*
 * Puts some of our rows, while there is room for others' lines, and for rows:
 * those that the store has already need room until the journal says that they
 * do not.
 */
static void
put_rows(void)
{
	const size_t most = config_now()->queue_max / 4;
	size_t i;

	for (i = 0; i < PUTS_A_TURN && kept_log_bytes() < most &&
	     store_room_groups() > 0;
	     i++)
		if (!row_cursor_put()) {
			row_store.stage = IDLE;
			permanence_set_stored(hash_parts());
			return;
		}
	if (i == PUTS_A_TURN)
		watch_no_wait();
}

static bool
must_begin(void)
{
	return row_store.stage == IDLE && (row_store.unread || !agrees()) &&
	    journal_link_is_ready() && !account_feed_is_unknown() &&
	    ticks_now() >= row_store.again;
}

void
row_store_turn(void)
{
	if (lasting_has_lost())
		disagree();
	if (!journal_link_is_wanted()) {
		end_asking();
		row_store.stage = IDLE;
		return;
	}
	if (row_store.unread && account_feed_is_unknown())
		keeper_client_request_keeper();
	if (must_begin())
		begin_reading();
	if (row_store.stage == READS)
		read_rows();
	if (row_store.stage == PUTS)
		put_rows();
	if (row_store.stage == IDLE && row_store.again > ticks_now())
		alarms_at(ALARM_HELPERS, row_store.again);
}

/* What is still to be put has to be logged now, or it is lost. */
void
row_store_close(void)
{
	uint32_t box = 0;

	if (!journal_link_is_wanted() || row_store.unread)
		return;
	if (row_store.stage == PUTS)
		while (store_room_groups() > 0 && row_cursor_put())
			continue;
	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		lasting_put_box(box);
}

static const struct field saved[] = {
	FIELD(BOOL, struct row_store, unread),
};

MODULE(row_store) = { TABLES(TABLE(row_store.text, LIMIT_LINE)),
	FIELDS_SECTION("rows", saved, row_store, MODULE_MAY_LACK) };
