/*
 * The past as the journal knows it: see journal_past.h. A group that ends, or
 * an account, leaves its records where they are until they are erased; its
 * floor hides them at once.
 */
#include "helpers/journal/journal_past.h"

#include <string.h>

#include "helpers/journal/journal_guests.h"

/* The letters of a target's row. */
#define LASTING 'l'
#define WAS_CLOSED 'c'
#define EMPTY 'e'

size_t
journal_past_room(void)
{
	return journal_files_room() + journal_targets_room() +
	    journal_members_room();
}

void
journal_past_init(struct journal_past *past, int directory, uid_t owner,
    void *room, const struct siphash_secret *secret)
{
	char *at = room;

	*past = (struct journal_past) { .last_id = 0 };
	journal_targets_init(&past->targets, at, secret);
	at += journal_targets_room();
	journal_members_init(&past->members, &past->targets, at);
	at += journal_members_room();
	journal_files_init(&past->files, directory, owner, at);
}

void
journal_past_empty(struct journal_past *past)
{
	journal_members_empty(&past->members);
	journal_targets_empty(&past->targets);
	past->gaps.count = 0;
	past->last_id = 0;
}

void
journal_past_link(const struct journal_past *past,
    struct journal_record *record, uint64_t file, uint64_t at)
{
	const uint32_t number =
	    journal_targets_find(&past->targets, record->where);
	const struct journal_place *last;

	record->back = 0;
	if (number == JOURNAL_NONE)
		return;
	last = &past->targets.target[number].last;
	if (last->file == file && last->at < at)
		record->back = at - last->at;
}

/* The target's past is over with that event: nobody can read it any more. */
static void
end_target(struct journal_past *past, uint32_t number, uint64_t id)
{
	struct journal_target *target = &past->targets.target[number];

	target->floor = id;
	target->was_closed = false;
	journal_members_end(&past->members, number);
	journal_guests_ended(&past->targets, number);
}

static bool
is_passing_and_closed(const struct journal_target *target)
{
	return !target->is_lasting && target->was_closed &&
	    journal_where_is_group(journal_target_where(target));
}

static void
take_in(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	journal_members_in(&past->members, number, record->rest, record->id);
}

static void
take_out(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	journal_members_out(&past->members, number, record->rest, record->id);
}

/*
 * A passing group that begins has no members yet, whoever was in an earlier
 * one of its name; those who are there follow.
 */
static void
take_begin(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	const bool is_lasting = journal_record_lasts(record);

	past->targets.target[number].is_lasting = is_lasting;
	past->targets.target[number].is_empty = false;
	if (!is_lasting)
		journal_members_out_all(&past->members, number, record->id);
}

/* Ends all talks of an account or a guest. */
static void
end_talks(struct journal_past *past, struct str party, uint64_t id)
{
	uint32_t i = JOURNAL_NONE;

	while ((i = journal_targets_next_talk(&past->targets, party, i)) !=
	    JOURNAL_NONE)
		end_target(past, i, id);
}

/*
 * Nobody is left in a group that is not to last. If its past stays, those who
 * were there last can read it until it has expired.
 */
static void
empty_target(struct journal_past *past, uint32_t number, uint64_t id)
{
	struct journal_target *target = &past->targets.target[number];

	if (is_passing_and_closed(target))
		end_target(past, number, id);
	target->is_empty = !target->is_lasting;
}

/* The last member of a group has left, or a guest, whom the rest names. */
static void
take_last(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	if (record->rest.len > 0)
		end_talks(past, record->rest, record->id);
	else
		empty_target(past, number, record->id);
}

static void
take_end(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	struct str account = record->where;

	end_target(past, number, record->id);
	past->targets.target[number].is_lasting = false; /* or it begins */
	if (!str_skip(&account, STR("@")))
		return;
	journal_members_end_account(&past->members, account);
	end_talks(past, account, record->id);
}

/* Guests of an earlier server are gone, and so are members of its groups. */
static void
take_start(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	const struct journal_target *target = past->targets.target;
	uint32_t i = 0;

	(void)number;
	for (; (i = journal_targets_next(&past->targets, i)) != JOURNAL_NONE;
	     i++) {
		empty_target(past, i, record->id);
		if (journal_where_has_guest(journal_target_where(&target[i])))
			end_target(past, i, record->id);
		if (journal_record_is_anew(record))
			journal_members_out_all(&past->members, i, record->id);
	}
}

/* Returns the target of a record, which may be a new one. */
static uint32_t
get_target(struct journal_past *past, struct str where)
{
	return journal_room_get(
	    &past->room, &past->targets, &past->members, where);
}

/* Everything that is known of a group goes to another target. */
static void
move_group(struct journal_past *past, uint32_t from, uint32_t to)
{
	struct journal_target *target = &past->targets.target[to];
	const struct journal_target *old = &past->targets.target[from];

	journal_members_end(&past->members, to);
	journal_members_move(&past->members, from, to);
	target->floor = old->floor;
	target->erased = old->erased;
	target->is_lasting = old->is_lasting;
	target->was_closed = old->was_closed;
	target->is_empty = old->is_empty;
	target->bytes = old->bytes;
	target->records = old->records;
	target->leaving_bytes = old->leaving_bytes;
	target->leaving_records = old->leaving_records;
	target->trimmed = old->trimmed;
}

/* Nothing that has the former name of a group is another group's. */
static void
begin_anew(struct journal_past *past, uint32_t number, uint64_t id)
{
	struct journal_target *target = &past->targets.target[number];

	end_target(past, number, id);
	target->is_lasting = false;
	target->erased = target->bytes = target->records = 0;
	target->leaving_bytes = target->leaving_records = 0;
	target->trimmed = 0;
}

/*
 * Nobody will know that the group that had that name then had another one
 * before, or that another group had it.
 */
static void
end_before(struct journal_past *past, struct str name, uint64_t id)
{
	const uint32_t number =
	    journal_targets_find_at(&past->targets, name, id + 1);
	struct journal_target *target;

	if (number == JOURNAL_NONE)
		return;
	target = &past->targets.target[number];
	if (target->floor <= id)
		target->floor = id + 1;
}

/*
 * Adds a renaming. If there are too many, the groups of the first ones lose
 * their past before: it cannot be told from that of other groups any more.
 */
static void
add_name(struct journal_past *past, const struct journal_record *record)
{
	struct journal_names *names = &past->targets.names;

	if (names->count == JOURNAL_NAMES_MOST) {
		for (uint32_t i = 0; i < JOURNAL_NAMES_PART; i++) {
			const struct journal_renaming *old =
			    &names->renaming[i];
			end_before(past, journal_renaming_from(old), old->id);
			end_before(past, journal_renaming_to(old), old->id);
		}
		journal_names_forget(names);
	}
	journal_names_add(names, record->id, record->where, record->rest);
}

/* Takes a row about a renaming, or about those that are forgotten. */
static void
take_name(struct journal_past *past, const struct journal_record *row)
{
	if (str_eq(row->where, STR("*")))
		past->targets.names.forgotten = row->id;
	else
		add_name(past, row);
}

/*
 * The group is called otherwise from now on. All that is known of it goes with
 * it; its records keep their names. A former group of the new name has ended,
 * and the next one of the old name begins with nothing.
 */
static void
take_renamed(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	struct journal_names *names = &past->targets.names;
	uint32_t to;

	if (!journal_where_is_group(record->where) || record->rest.len == 0)
		return;
	if (str_caseeq(record->where, record->rest)) {
		(void)journal_targets_get(&past->targets, record->rest);
		return;
	}
	if (journal_names_know(names, record->id)) {
		/* The header has it. Members of before are the other's. */
		journal_members_end_upto(&past->members, number, record->id);
		return;
	}
	add_name(past, record);
	to = get_target(past, record->rest);
	if (to != JOURNAL_NONE)
		move_group(past, number, to);
	else
		past->lost++;
	begin_anew(past, number, record->id);
}

static void
take_gap(struct journal_past *past, uint32_t number,
    const struct journal_record *record)
{
	struct str to = record->rest;
	const struct str from = str_word(&to);
	uint64_t first, last;

	(void)number;
	if (str_to_number(from, UINT64_MAX, &first) &&
	    str_to_number(to, UINT64_MAX, &last))
		journal_gaps_add(&past->gaps, first, last);
}

static void (*const takes[JOURNAL_VERBS])(struct journal_past *past,
    uint32_t number, const struct journal_record *record) = {
	[JOURNAL_IN] = take_in,
	[JOURNAL_OUT] = take_out,
	[JOURNAL_BEGIN] = take_begin,
	[JOURNAL_LAST] = take_last,
	[JOURNAL_END] = take_end,
	[JOURNAL_START] = take_start,
	[JOURNAL_RENAMED] = take_renamed,
	[JOURNAL_GAP] = take_gap,
};

/*
 * Returns the target that a record counts for: the group that had its name,
 * whatever that is called now. Null if there is none.
 */
static struct journal_target *
target_of(struct journal_past *past, const struct journal_record *record)
{
	const uint32_t number =
	    journal_targets_find_at(&past->targets, record->where, record->id);

	return number == JOURNAL_NONE ? NULL : &past->targets.target[number];
}

static void
note_closed(struct journal_past *past, const struct journal_record *record)
{
	struct journal_target *target = target_of(past, record);

	/* Control records are as if closed, for nobody sees them. */
	if (target != NULL && record->closed &&
	    journal_verb_is_event(record->verb))
		target->was_closed = true;
}

void
journal_past_take(struct journal_past *past,
    const struct journal_record *record, uint64_t file, uint64_t at, size_t len)
{
	const struct journal_place place = { record->id, file, at };
	const uint32_t number = get_target(past, record->where);

	past->last_id = record->id;
	journal_past_line(past, record, at, len);
	if (number == JOURNAL_NONE) {
		past->lost++;
		return;
	}
	note_closed(past, record);
	journal_past_keep(past, record, len);
	journal_targets_moved(&past->targets, number, place);
	if (takes[record->verb] != NULL)
		takes[record->verb](past, number, record);
}

/* Counts bytes and records of a target no more. */
static void
discount(struct journal_target *target, uint64_t bytes, uint64_t records)
{
	target->bytes -= bytes < target->bytes ? bytes : target->bytes;
	target->records -=
	    records < target->records ? records : target->records;
}

void
journal_past_take_back(
    struct journal_past *past, const struct journal_record *record, size_t len)
{
	struct journal_target *target = target_of(past, record);

	if (target != NULL)
		discount(target, len, 1);
}

void
journal_past_take_again(struct journal_past *past,
    const struct journal_record *record, uint64_t file, uint64_t at, size_t len)
{
	const struct journal_place place = { record->id, file, at };
	const uint32_t number =
	    journal_targets_find(&past->targets, record->where);

	journal_past_line(past, record, at, len);
	journal_past_keep(past, record, len);
	if (number != JOURNAL_NONE)
		journal_targets_moved(&past->targets, number, place);
}

void
journal_past_keep(
    struct journal_past *past, const struct journal_record *record, size_t len)
{
	struct journal_target *target = target_of(past, record);

	if (target == NULL)
		return;
	target->bytes += len;
	target->records++;
}

void
journal_past_leave(
    struct journal_past *past, const struct journal_record *record, size_t len)
{
	struct journal_target *target = target_of(past, record);

	if (target == NULL)
		return;
	target->leaving_bytes += (uint32_t)len;
	target->leaving_records++;
}

void
journal_past_left(struct journal_past *past, bool gone)
{
	uint32_t i = 0;

	for (; (i = journal_targets_next(&past->targets, i)) != JOURNAL_NONE;
	     i++) {
		struct journal_target *target = &past->targets.target[i];
		if (gone)
			discount(target, target->leaving_bytes,
			    target->leaving_records);
		target->leaving_bytes = target->leaving_records = 0;
	}
}

static bool
has_flag(struct str flags, char flag)
{
	return flags.len > 0 && memchr(flags.at, flag, flags.len) != NULL;
}

/* Reads the rest of a target's row: see journal_header.c. */
static bool
read_target(struct str rest, struct journal_target *target)
{
	const struct str file = str_word(&rest);
	const struct str at = str_word(&rest), floor = str_word(&rest);
	const struct str flags = str_word(&rest);
	const struct str bytes = str_word(&rest);

	target->last.file = journal_file_key(file);
	target->is_lasting = has_flag(flags, LASTING);
	target->was_closed = has_flag(flags, WAS_CLOSED);
	target->is_empty = has_flag(flags, EMPTY);
	return (target->last.file != 0 || str_eq(file, STR("-"))) &&
	    str_to_number(at, UINT64_MAX, &target->last.at) &&
	    str_to_number(floor, UINT64_MAX, &target->floor) &&
	    str_to_number(bytes, UINT64_MAX, &target->bytes) &&
	    str_to_number(rest, UINT64_MAX, &target->records);
}

static bool
take_target(struct journal_past *past, const struct journal_record *row)
{
	struct journal_target read = { .last.id = row->id }, *target;
	uint32_t number;

	if (!read_target(row->rest, &read))
		return false;
	if (journal_files_find(&past->files, read.last.file) == NULL)
		read.last.file = read.last.at = 0; /* it has expired */
	number = journal_targets_get(&past->targets, row->where);
	if (number == JOURNAL_NONE) {
		past->lost++;
		return true;
	}
	target = &past->targets.target[number];
	target->last = target->safe = read.last;
	target->floor = read.floor;
	target->is_lasting = read.is_lasting;
	target->was_closed = read.was_closed;
	target->is_empty = read.is_empty;
	target->bytes = read.bytes;
	target->records = read.records;
	return true;
}

bool
journal_past_take_row(
    struct journal_past *past, const struct journal_record *row)
{
	uint32_t number;

	/* A renaming can be one of the lines that follow the header. */
	if (row->id > past->last_id && row->verb != JOURNAL_IN &&
	    row->verb != JOURNAL_RENAMED)
		past->last_id = row->id;
	if (row->verb == JOURNAL_TARGET)
		return take_target(past, row);
	if (row->verb == JOURNAL_GAP)
		take_gap(past, JOURNAL_NONE, row);
	if (row->verb == JOURNAL_RENAMED)
		take_name(past, row);
	if (row->verb != JOURNAL_IN)
		return true;
	number = journal_targets_get(&past->targets, row->where);
	if (number == JOURNAL_NONE)
		past->lost++;
	else
		take_in(past, number, row);
	return true;
}

void
journal_past_begin(struct journal_past *past, uint64_t key)
{
	if (past->watcher.begin != NULL)
		past->watcher.begin(past->watcher.of, key);
}

void
journal_past_line(struct journal_past *past,
    const struct journal_record *record, uint64_t at, size_t len)
{
	if (past->watcher.line != NULL)
		past->watcher.line(past->watcher.of, record, at, len);
}

void
journal_past_end(struct journal_past *past, uint64_t key, uint64_t size)
{
	if (past->watcher.end != NULL)
		past->watcher.end(past->watcher.of, key, size);
}

bool
journal_past_is_full(const struct journal_past *past)
{
	return past->watcher.is_full != NULL &&
	    past->watcher.is_full(past->watcher.of);
}
