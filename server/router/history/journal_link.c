/* The journal's connection: see journal_link.h. */
#include "router/history/journal_link.h"

#include <string.h>
#include <sys/wait.h>

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/accounts/account_feed.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/groups.h"
#include "router/model/slots.h"

/* A journal that reads its files gets that many times stall_time. */
#define READING_TIMES 10

/* Something that the journal owes. */
struct debt {
	bool owed; /* in the last turn */
	usec since; /* ticks_now: that long, or without any progress */
};

/*
 * Not saved: an upgrade ends the journal, and the next program has one of its
 * own.
 */
static struct {
	uint32_t slot; /* of the journal; SLOT_NONE: there is none */
	bool is_ready;
	bool dismissed; /* it was said goodbye */
	bool progressed;
	bool failing; /* it says that it cannot write */
	struct debt reading, answers, records;
	bool killed;
	usec missing; /* ticks_now: since when none is ready; 0: one is */
	usec settled; /* ticks_now: until then a stop waits; 0: not yet */
	bool leaves; /* a stop has said goodbye to this one */
	bool is_last; /* such a one has ended in order: no other could help */

	/* What it has is listed, so that what is dead ends. */
	bool is_listed;
	uint64_t ended; /* accounts, until then */
	char *name; /* LIMIT_GROUP bytes */
	bool spares; /* what has a MADE, as nobody has an account */
} journal_link = { .slot = SLOT_NONE };

bool
journal_link_is_failing(void)
{
	return journal_link.failing;
}

bool
journal_link_is_ready(void)
{
	return journal_link.is_ready && journal_link.slot != SLOT_NONE &&
	    slots_get(journal_link.slot)->state == SLOT_OPEN;
}

/* Returns whether that is trouble for the operator now. */
static bool
is_trouble(uint64_t which)
{
	return (stats_now()->trouble & which) != 0;
}

/* Notes a sign of life. One that is not ready yet promises nothing. */
static void
note_line(void)
{
	journal_link.reading.since = ticks_now();
	if (!is_trouble(STATS_NO_JOURNAL) || !journal_link.is_ready)
		return;
	LOG_AT(LEVEL_NOTICE, STR("journal: replies again"));
	stats_trouble(STATS_NO_JOURNAL, false);
}

/* Takes "ready LASTID" of the journal at hand, once. */
static struct str
take_ready(uint32_t slot, const struct command *command)
{
	uint64_t last;

	if (!str_to_number(command->arg[0], EVENT_ID_MOST, &last))
		return STR("an ID that is none");
	if (slot != journal_link.slot || journal_link.is_ready ||
	    journal_link.dismissed)
		return STR("");
	event_ids_pass(last);
	journal_link.is_ready = true;
	journal_link.missing = 0;
	journal_link.is_listed = false;
	note_line();
	fanout_settle();
	record_send_to(slot);
	asks_open(ASKS_JOURNAL, slot);
	watch_no_wait(); /* a start goes on */
	return STR("");
}

static void
note_written(void)
{
	if (is_trouble(STATS_UNRECORDED))
		LOG_AT(LEVEL_NOTICE, STR("journal: writes again"));
	stats_trouble(STATS_UNRECORDED, false);
}

/* Takes "stored LINES". */
static struct str
take_stored(uint32_t slot, const struct command *command)
{
	uint64_t lines;

	if (slot != journal_link.slot)
		return STR("");
	if (!str_to_number(command->arg[0], UINT64_MAX, &lines) ||
	    !record_stored(lines))
		return STR("a number of lines that it has not got");
	journal_link.progressed = true;
	journal_link.records.since = ticks_now();
	if (!journal_link.failing)
		note_written();
	return STR("");
}

/*
 * Returns whether a line for the log comes too soon after many others: no
 * honest journal has so much to say.
 */
static bool
unstored_is_too_much(uint32_t slot)
{
	static const struct rate most = { 10, 100, SEC };

	return !bucket_take(&slots_get(slot)->up.spent, &most, clock_mono());
}

static struct str
take_failing(uint32_t slot, const struct command *command)
{
	if (unstored_is_too_much(slot))
		return STR("too much");
	journal_link.failing = command->count > 0;
	if (!journal_link.failing) {
		note_written();
		return STR("");
	}
	LOG_AT(
	    LEVEL_ERR, STR("journal: cannot write: {reason}"), command->arg[0]);
	stats_trouble(STATS_UNRECORDED, true); /* until one has written */
	return STR("");
}

struct str
journal_link_take(uint32_t slot, const struct command *command)
{
	struct asks_end end;

	note_line();
	switch (command->rule->verb) {
	case VERB_ANSWER:
		journal_link.answers.since = ticks_now();
		return asks_answered(ASKS_JOURNAL, slot, command, &end);
	case VERB_STORED:
		return take_stored(slot, command);
	case VERB_READY:
		return take_ready(slot, command);
	case VERB_FAILING:
		return take_failing(slot, command);
	case VERB_WARN:
		if (unstored_is_too_much(slot))
			return STR("too much");
		LOG_AT(
		    LEVEL_WARNING, STR("journal: {reason}"), command->arg[0]);
		return STR("");
	default:
		return STR("");
	}
}

void
journal_link_started(uint32_t slot)
{
	journal_link.slot = slot;
	journal_link.is_ready = journal_link.dismissed = false;
	journal_link.leaves = false;
	journal_link.progressed = journal_link.killed = false;
	journal_link.failing = false;
	journal_link.reading = journal_link.answers = journal_link.records =
	    (struct debt) { .owed = false };
}

/* Lets no more records and questions go to the journal. */
static void
shut(void)
{
	if (!journal_link.is_ready)
		return;
	journal_link.is_ready = false;
	asks_shut(ASKS_JOURNAL, true, !journal_link.dismissed);
	record_send_to(SLOT_NONE);
}

void
journal_link_dismissed(void)
{
	const bool was = journal_link.dismissed;

	journal_link.dismissed = true;
	if (!was)
		shut();
}

void
journal_link_ended(void)
{
	/* Another journal could not store either what that one has not. */
	journal_link.is_last = journal_link.leaves &&
	    journal_link.slot != SLOT_NONE &&
	    WIFEXITED(slots_get(journal_link.slot)->status);
	shut();
	journal_link.slot = SLOT_NONE;
	watch_no_wait();
}

/*
 * Kills the journal if it has owed that for so long without any progress. To be
 * called in each turn.
 */
static void
watch_debt(struct debt *debt, bool owed, usec limit)
{
	if (owed && !debt->owed)
		debt->since = ticks_now();
	debt->owed = owed;
	if (!owed || journal_link.killed)
		return;
	if (ticks_now() < debt->since + limit) {
		ticks_alarm(ALARM_HELPERS, debt->since + limit);
		return;
	}
	journal_link.killed = true;
	LOG_AT(LEVEL_ERR,
	    STR("journal: no progress for {seconds} s; killing it"),
	    DECIMAL(limit / SEC));
	stats_trouble(STATS_NO_JOURNAL, true);
	disconnect_kill_after(journal_link.slot, 0);
}

/*
 * Watches a journal that is there. One that reads its files owes any line.
 * Answers are no progress with records, which are stored when history_sync says
 * so. A journal that cannot write says so, and another could not either: it may
 * store and answer nothing.
 */
static void
watch_it(void)
{
	const struct config *config = config_now();
	const usec limit = config->stall_time;
	const bool is_ready = journal_link.is_ready;
	const bool works = is_ready && !journal_link.failing;

	watch_debt(&journal_link.reading, !is_ready, READING_TIMES * limit);
	watch_debt(&journal_link.answers,
	    works && asks_questions(ASKS_JOURNAL) > 0, limit);
	watch_debt(&journal_link.records, works && record_unstored()->count > 0,
	    limit + config->history_sync);
}

/* Returns whether a group or an account has that token now. */
static bool
lives(struct str token)
{
	const struct str name = token_name(token, journal_link.name);
	const uint32_t group = groups_find(name);
	const uint64_t made = token_made(token);

	if (group != GROUP_NONE && groups_get(group)->history.made == made)
		return true;
	return made == 0 ? config_list_has(&config_now()->history_group, name) :
			   account_names_facts(name).made == made ||
		registered_groups_made(name) == made;
}

/* Takes "file TOKEN [idle]", and ends what nobody can have any use for. */
static void
take_file(uint32_t asker, struct str word, struct str text)
{
	const struct str token = str_word(&text);
	struct str one, other;

	(void)asker;
	if (!str_eq(word, STR("file")) || !token_is_valid(token) ||
	    (token_split(token, &one, &other) ? lives(one) && lives(other) :
						lives(token)))
		return;
	if (token_made(token) == 0) {
		if (str_eq(text, STR("idle")))
			record_ends(token);
	} else if (account_names_count() > 0 || journal_link.ended > 0) {
		record_ends(token);
	} else if (!journal_link.spares) {
		journal_link.spares = true;
		LOG_AT(LEVEL_WARNING,
		    STR("journal: nobody has an account: what accounts and "
			"registered groups had stays"));
	}
}

/*
 * Has the journal at hand list all that it has, once, and again whenever an
 * account has ended, for its talks.
 */
static void
end_dead(void)
{
	const uint64_t ended = account_feed_ended();
	struct asks_answer answer;

	if (!journal_link_is_ready() || account_feed_is_unknown())
		return;
	if (!asks_is_pending(ASKS_FILES)) {
		if (journal_link.is_listed && journal_link.ended == ended)
			return;
		journal_link.is_listed = true;
		journal_link.ended = ended;
	}
	(void)asks_journal(ASKS_FILES, WORDS(STR("list")), take_file, &answer);
}

void
journal_link_watch(bool wanted)
{
	const usec limit = config_now()->hold_time;

	record_gaps();
	if (!wanted) {
		stats_trouble(STATS_NO_JOURNAL | STATS_UNRECORDED, false);
		return;
	}
	end_dead();
	if (journal_link.slot != SLOT_NONE && !journal_link.dismissed &&
	    !journal_link.killed)
		watch_it();
	if (journal_link.is_ready)
		return;
	if (journal_link.missing == 0)
		journal_link.missing = ticks_now();
	if (ticks_now() < journal_link.missing + limit)
		ticks_alarm(ALARM_HELPERS, journal_link.missing + limit);
	else
		stats_trouble(STATS_NO_JOURNAL, true);
}

bool
journal_link_progressed(void)
{
	return journal_link.progressed;
}

bool
journal_link_is_settled(void)
{
	if (config_now()->state == NULL || record_unstored()->count == 0)
		return true;
	if (journal_link.is_last)
		return true;
	if (journal_link.settled == 0)
		journal_link.settled = ticks_now() + config_now()->grace;
	ticks_alarm(ALARM_HELPERS, journal_link.settled);
	/* If it is killed before it has stored all, another one is to do that.
	 */
	if (journal_link_is_ready() && !journal_link.leaves) {
		journal_link.leaves = true;
		disconnect_request(journal_link.slot, BYE_SHUTDOWN, NO_WORDS);
		watch_no_wait(); /* it is said in the next turn */
	}
	return ticks_now() >= journal_link.settled;
}

void
journal_link_log_lost(void)
{
	const uint64_t lost = record_unstored()->count;

	if (lost > 0)
		LOG_AT(LEVEL_ERR, STR("history: {records} records not stored"),
		    DECIMAL(lost));
}

MODULE(journal_link) = { TABLES(TABLE(journal_link.name, LIMIT_GROUP)) };
