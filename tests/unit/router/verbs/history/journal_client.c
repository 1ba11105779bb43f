/*
 * server/router/history/journal_client and journal_link: questions to the
 * journal and their answers, of several lines; at most 64 are under way, and
 * the others wait in line; a journal that dies is no end of a question, unless
 * several die of it; one that makes no progress is killed; what a captured one
 * says harms nobody.
 */
#include "server/router/history/journal_client.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/base/log/stats.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/event_ids.h"
#include "server/router/delivery/fanout.h"
#include "server/router/delivery/record.h"
#include "server/router/model/slots.h"
#include "server/router/history/journal_link.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define ASKERS 70

static const struct config_option options[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { "hold_time", "10" }, { "stall_time", "30" },
	{ NULL, NULL } };
static const struct config_option without[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet journal;
	struct puppet ali;
	uint32_t client; /* ali's */
	char taken[LIMIT_LINE]; /* the last line of an answer */
	size_t lines;
	struct journal_answer answer;
	struct str what; /* the last question */
} test;

static void
take(uint32_t asker, struct str word, struct str text)
{
	(void)snprintf(test.taken, sizeof(test.taken), "%u %.*s %.*s", asker,
	    (int)word.len, word.at, (int)text.len, text.at); /* fits */
	test.lines++;
}

/* Asks, or waits on; returns whether there is an answer. */
static bool
ask(uint32_t asker, const char *what)
{
	return journal_client_ask(
	    asker, WORDS(str_from(what), STR("1")), take, &test.answer);
}

/* The number of the question, if the journal has got just that one. */
static uint64_t
is_asked(const char *pattern)
{
	const uint64_t number = played_journal_asked(&test.journal, &test.what);

	return number != 0 && pattern_matches(pattern, test.what) ? number : 0;
}

static bool
is_asked_nothing(void)
{
	return played_journal_asked_nothing(&test.journal);
}

static bool
is_unavailable(uint32_t asker, const char *what)
{
	return ask(asker, what) && test.answer.code == CODE_UNAVAILABLE &&
	    !test.answer.more && test.answer.text.len == 0;
}

static void
answers_in_lines(void)
{
	uint64_t number = 0;

	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(test.client, "last") && (number = is_asked("last 1")) != 0,
	    "it is asked");
	TAP_OK(!ask(test.client, "other") && is_asked_nothing(),
	    "once, whatever the client says meanwhile");
	played_journal_answer(&test.journal, number, "past msg 17 tea ali hi");
	TAP_OK(test.lines == 1 && strstr(test.taken, " past msg 17 tea ali hi"),
	    "a line of the answer comes at once");
	TAP_OK(!ask(test.client, "last"), "and it is not the end");
	played_journal_answer(&test.journal, number, "more 17 1");
	TAP_OK(ask(test.client, "last") && test.answer.code == CODE_OK &&
		test.answer.more,
	    "which says that there is more");
	TAP_STR(test.answer.text, STR("17 1"), "and how far it has come");
	TAP_OK(!ask(test.client, "rest") && (number = is_asked("rest 1")) != 0,
	    "then the rest is asked for");
	played_journal_answer(&test.journal, number, "done 17 0");
	TAP_OK(ask(test.client, "rest") && !test.answer.more &&
		test.answer.code == CODE_OK,
	    "and done is the end");
	TAP_OK(
	    !ask(test.client, "secret") && (number = is_asked("secret 1")) != 0,
	    "another question");
	played_journal_answer(&test.journal, number, "not-member of tea");
	TAP_OK(
	    ask(test.client, "secret") && test.answer.code == CODE_NOT_MEMBER,
	    "is refused");
	TAP_STR(test.answer.text, STR("of tea"), "with a reason");
	played_journal_die(&test.journal);
}

static void
ignores_what_nobody_asked(void)
{
	uint64_t number = 0;
	size_t lines;

	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(test.client, "last") && (number = is_asked("last 1")) != 0,
	    "a question");
	lines = test.lines;
	played_journal_answer(&test.journal, number + 64, "past a");
	played_journal_answer(&test.journal, number + 1, "past a");
	played_journal_answer(&test.journal, 0, "past a");
	played_journal_answer(&test.journal, UINT64_MAX, "done 1 1");
	TAP_OK(test.lines == lines && !ask(test.client, "last"),
	    "answers to other numbers are none to it");
	journal_client_cancel(test.client);
	played_journal_answer(&test.journal, number, "past a");
	played_journal_answer(&test.journal, number, "done 1 1");
	TAP_OK(test.lines == lines, "nor to whoever has gone");
	TAP_OK(!ask(test.client, "next") && (number = is_asked("next 1")) != 0,
	    "the next question");
	played_journal_answer(&test.journal, number, "done 1 1");
	TAP_OK(ask(test.client, "next"), "has its own answer");
	played_journal_answer(&test.journal, number, "done 1 1");
	TAP_OK(!disconnect_has_begun(slots_get(test.journal.slot)),
	    "a second end is ignored");
	played_journal_die(&test.journal);
}

/* 64 at a time; a place that is free goes to who has waited longest. */
static void
limits_what_is_under_way(void)
{
	static struct puppet puppets[ASKERS];
	uint32_t who[ASKERS];
	uint64_t numbers[64];

	played_journal_enter(&test.journal, 0);
	for (size_t i = 0; i < ASKERS; i++) {
		puppet_enter(&puppets[i]);
		who[i] = slots_get(puppets[i].slot)->client;
	}
	for (size_t i = 0; i < 64; i++)
		TAP_OK(!ask(who[i], "some") &&
			(numbers[i] = is_asked("some 1")) != 0,
		    "question %zu is put", i);
	for (size_t i = 64; i < ASKERS; i++)
		TAP_OK(!ask(who[i], "late") && is_asked_nothing(),
		    "question %zu waits", i);
	played_journal_answer(&test.journal, numbers[9], "done 0 0");
	TAP_OK(!ask(who[69], "late") && is_asked_nothing() &&
		!ask(test.client, "new") && is_asked_nothing(),
	    "a place does not go to whoever comes first");
	TAP_OK(!ask(who[64], "first") && is_asked("first 1") != 0,
	    "but to who has waited longest");
	journal_client_cancel(who[65]);
	TAP_OK(ask(who[9], "some"), "who was answered has the answer");
	played_journal_answer(&test.journal, numbers[3], "done 0 0");
	TAP_OK(!ask(who[66], "third") && is_asked("third 1") != 0,
	    "who has gone is left out");
	played_journal_answer(&test.journal, numbers[4], "done 0 0");
	journal_client_cancel(who[67]);
	TAP_OK(!ask(who[68], "fifth") && is_asked("fifth 1") != 0,
	    "even if it was called");
	TAP_OK(!ask(who[67], "again") && !ask(test.client, "new") &&
		is_asked_nothing(),
	    "others still wait");
	played_journal_answer(&test.journal, numbers[5], "done 0 0");
	pace_turns(2 * SEC);
	journal_link_watch(true);
	TAP_OK(!ask(who[67], "again") && is_asked_nothing() &&
		!ask(test.client, "last") && is_asked("last 1") != 0,
	    "a place is not kept for long for who does not come");
	played_journal_answer(&test.journal, numbers[6], "done 0 0");
	played_journal_answer(&test.journal, numbers[7], "done 0 0");
	journal_client_cancel(who[67]);
	TAP_OK(!ask(who[65], "next") && is_asked("next 1") != 0 &&
		!ask(who[9], "last") && is_asked_nothing(),
	    "of two that were called, one has gone and one is expected");
	pace_turns(2 * SEC);
	journal_link_watch(true);
	TAP_OK(!ask(who[9], "last") && is_asked("last 1") != 0,
	    "but not for long");
	played_journal_die(&test.journal);
	for (size_t i = 0; i < ASKERS; i++)
		puppet_die(&puppets[i]);
	journal_client_cancel(test.client);
}

static void
asks_the_next_one(void)
{
	uint64_t number = 0;

	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(test.client, "all") && (number = is_asked("all 1")) != 0,
	    "a question");
	played_journal_answer(&test.journal, number, "past msg 17 tea ali hi");
	played_journal_die(&test.journal);
	TAP_OK(!ask(test.client, "rest"), "waits if the journal dies");
	played_journal_begin(&test.journal);
	TAP_OK(!ask(test.client, "rest") && is_asked_nothing(),
	    "the next one is not asked before it is ready");
	puppet_say(&test.journal, "ready 0");
	TAP_OK(!ask(test.client, "rest") && (number = is_asked("rest 1")) != 0,
	    "then it is asked for what is missing");
	played_journal_answer(&test.journal, number, "done 18 1");
	TAP_OK(ask(test.client, "rest"), "and answers");
	for (int i = 0; i < 3; i++) {
		TAP_OK(!ask(test.client, "poison") && is_asked("poison 1") != 0,
		    "a question that kills journals");
		played_journal_die(&test.journal);
		played_journal_enter(&test.journal, 0);
	}
	TAP_OK(is_unavailable(test.client, "poison") && is_asked_nothing(),
	    "is not put to a fourth");
	TAP_OK(
	    !ask(test.client, "good") && is_asked("good 1") != 0, "others are");
	journal_link_dismissed();
	played_journal_die(&test.journal);
	for (int i = 0; i < 4; i++) {
		played_journal_enter(&test.journal, 0);
		TAP_OK(!ask(test.client, "good") && is_asked("good 1") != 0,
		    "one that had to go is not counted");
		journal_link_dismissed();
		played_journal_die(&test.journal);
	}
	journal_client_cancel(test.client);
}

static void
waits_for_a_time(void)
{
	TAP_OK(!ask(test.client, "last"), "without a journal it waits");
	pace(9 * SEC);
	stage_turn();
	TAP_OK(!ask(test.client, "last"), "still");
	pace(2 * SEC);
	stage_turn();
	TAP_OK(is_unavailable(test.client, "last"), "for hold_time");
	stage_configure(without);
	TAP_OK(is_unavailable(test.client, "last"),
	    "without a history there is no answer at all");
	stage_configure(options);
}

static void
passes_its_last_id(void)
{
	const uint64_t last = clock_wall() + 3600 * SEC;
	uint64_t id;

	played_journal_enter(&test.journal, last);
	(void)str_to_number(event_ids_next(), UINT64_MAX, &id); /* an ID */
	TAP_OK(id == last + 1, "the next ID is after its last");
	played_journal_die(&test.journal);
	played_journal_begin(&test.journal);
	puppet_say(&test.journal, "ready 9000000000000000");
	TAP_OK(stage_logged("broken: journal sent an ID that is none") &&
		!journal_link_is_ready(),
	    "but not after one that is none");
	(void)str_to_number(event_ids_next(), UINT64_MAX, &id); /* an ID */
	TAP_OK(id == last + 2, "which changes nothing");
	played_journal_die(&test.journal);
	stage_forget_log();
}

static void
takes_what_operators_ask(void)
{
	uint32_t ticket[JOURNAL_OPERATORS];
	uint64_t number = 0;

	played_journal_enter(&test.journal, 0);
	for (size_t i = 0; i < JOURNAL_OPERATORS; i++)
		TAP_OK((ticket[i] = journal_client_ticket()) != JOURNAL_NOBODY,
		    "ticket %zu", i);
	TAP_OK(journal_client_ticket() == JOURNAL_NOBODY, "are all");
	TAP_OK(!ask(ticket[3], "files") && (number = is_asked("files 1")) != 0,
	    "an operator's question");
	played_journal_answer(&test.journal, number, "file 2026-11-23.1 7 1");
	TAP_OK(strstr(test.taken, "file 2026-11-23.1 7 1") != NULL,
	    "has lines as well");
	played_journal_answer(&test.journal, number, "done 1 7");
	TAP_OK(ask(ticket[3], "files") && test.answer.code == CODE_OK,
	    "and an end");
	for (size_t i = 0; i < JOURNAL_OPERATORS; i++)
		journal_client_cancel(ticket[i]);
	TAP_OK((ticket[0] = journal_client_ticket()) != JOURNAL_NOBODY,
	    "a ticket is free again");
	journal_client_cancel(ticket[0]);
	played_journal_die(&test.journal);
}

static bool
has_trouble(uint64_t which)
{
	return (stats_troubles() & which) != 0;
}

static void
reports_troubles(void)
{
	played_journal_enter(&test.journal, 0);
	stage_forget_log();
	puppet_say(&test.journal, "warn 2026-11-23.1: a tail was cut");
	TAP_OK(stage_logged("journal: 2026-11-23.1: a tail was cut"),
	    "a warning is logged");
	puppet_say(&test.journal, "failing No space left on device");
	TAP_OK(stage_logged("journal: cannot write: No space left on device") &&
		has_trouble(SCORE_UNRECORDED),
	    "a failure is logged, and trouble");
	puppet_say(&test.journal, "failing");
	TAP_OK(stage_logged("journal: writes again") &&
		!has_trouble(SCORE_UNRECORDED),
	    "until it writes again");
	puppet_say(&test.journal, "unerased cannot erase: I/O error");
	TAP_OK(stage_logged("journal: cannot erase: I/O error") &&
		has_trouble(SCORE_UNERASED),
	    "so is what it cannot erase");
	puppet_say(&test.journal, "unerased");
	TAP_OK(stage_logged("journal: erases again") &&
		!has_trouble(SCORE_UNERASED),
	    "until it can");
	puppet_say(&test.journal, "unerased cannot erase: I/O error");
	puppet_say(&test.journal, "failing No space left on device");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 1795160000123456);
	TAP_OK(has_trouble(SCORE_UNRECORDED), "or the next one");
	TAP_OK(!has_trouble(SCORE_UNERASED), "which may be able to erase");
	stage_forget_log();
	puppet_say(&test.journal, "stored 1795160000123456");
	TAP_OK(stage_logged("journal: writes again") &&
		!has_trouble(SCORE_UNRECORDED),
	    "has stored something");
	for (int i = 0; i < 200; i++)
		puppet_say(&test.journal, "warn me");
	TAP_OK(stage_logged("broken: journal sent too much"),
	    "one that warns all the time is broken");
	played_journal_die(&test.journal);
	stage_forget_log();
}

/* Each line in turn, from a journal that is ended for it. */
static void
ends_broken_ones(void)
{
	static const char *const lines[] = { "kept all", "stored 0", "stored x",
		"ready", "ready -1", "warn", "figures 1 2 3 4",
		"figures 1 2 3 4 99999999999999999999", "answer 1",
		"answer x done", "name ali", "log o msg 17 tea", "past x" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		played_journal_enter(&test.journal, 0);
		puppet_say(&test.journal, lines[i]);
		TAP_OK(
		    stage_logged("broken: journal sent an invalid command") &&
			disconnect_has_begun(slots_get(test.journal.slot)),
		    "\"%s\"", lines[i]);
		played_journal_die(&test.journal);
		stage_forget_log();
	}
}

/* Says that it has stored what no record's ID is. */
static void
ends_overzealous_ones(void)
{
	uint64_t id;
	char line[64];

	played_journal_enter(&test.journal, 0);
	puppet_say(&test.ali, "send tea hi");
	stage_turn();
	(void)str_to_number(event_ids_next(), UINT64_MAX, &id); /* an ID */
	(void)snprintf(line, sizeof(line), "stored %llu",
	    (unsigned long long)id); /* fits */
	puppet_say(&test.journal, line);
	TAP_OK(stage_logged("broken: journal sent an ID that is none") &&
		disconnect_has_begun(slots_get(test.journal.slot)),
	    "\"stored\" with an ID after that of the last record");
	TAP_OK(record_waiting() > 0, "has stored nothing");
	played_journal_die(&test.journal);
	stage_forget_log();
	played_journal_enter(&test.journal, id);
	TAP_OK(record_waiting() > 0, "not for the next one, either");
	puppet_say(&test.journal, line);
	TAP_OK(!stage_logged("broken: ...") && record_is_all_stored(),
	    "but one that had the ID before may say so");
	played_journal_die(&test.journal);
	stage_forget_log();
}

static void
ends_endless_answers(void)
{
	uint64_t number = 0;
	bool ended = false;

	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(test.client, "last") && (number = is_asked("last 1")) != 0,
	    "a question");
	for (int i = 0; i < 70000 && !ended; i++) {
		played_journal_answer(&test.journal, number, "past a");
		ended = disconnect_has_begun(slots_get(test.journal.slot));
	}
	TAP_OK(stage_logged("broken: journal sent an answer without an end"),
	    "an answer has an end");
	played_journal_die(&test.journal);
	journal_client_cancel(test.client);
	stage_forget_log();
}

/* One question kills journals; another one was under way. */
static void
spares_the_innocent(void)
{
	const uint32_t other = journal_client_ticket();
	uint64_t number = 0;

	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(test.client, "last") && is_asked("last 1") != 0 &&
		!ask(other, "files") && is_asked("files 1") != 0,
	    "two questions are under way when a journal dies");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(test.client, "last") && is_asked("last 1") != 0 &&
		!ask(other, "files") && is_asked_nothing(),
	    "the next one is asked one of them at a time");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(!ask(other, "files") && (number = is_asked("files 1")) != 0 &&
		!ask(test.client, "last") && is_asked_nothing(),
	    "the one after it first the other");
	played_journal_answer(&test.journal, number, "done 1 7");
	TAP_OK(ask(other, "files") && test.answer.code == CODE_OK,
	    "which is answered");
	TAP_OK(!ask(test.client, "last") && is_asked("last 1") != 0,
	    "then the one that kills");
	played_journal_die(&test.journal);
	TAP_OK(is_unavailable(test.client, "last"), "which is refused");
	played_journal_enter(&test.journal, 0);
	played_journal_die(&test.journal);
	journal_client_cancel(other);
}

/* A process that does nothing, as a journal. */
static pid_t
fork_idle(void)
{
	const pid_t pid = fork();

	MUST(pid != -1, "cannot fork");
	while (pid == 0)
		(void)pause();
	return pid;
}

/* A journal that the test speaks for, so that it can be killed. */
static pid_t
enter_process(void)
{
	const pid_t pid = fork_idle();

	puppet_help_as(&test.journal, pid);
	slots_get(test.journal.slot)->kind = KIND_JOURNAL;
	slots_get(test.journal.slot)->kind_name = "journal";
	journal_link_started(test.journal.slot);
	puppet_say(&test.journal, "ready 0");
	record_stored(UINT64_MAX);
	return pid;
}

/* It says a lot every second, but stores nothing. */
static void
kills_stuck_ones(void)
{
	const pid_t pid = enter_process();
	int status = 0;

	puppet_say(&test.ali, "send tea hi");
	for (int i = 0; i < 30; i++) {
		puppet_say(&test.journal, "answer 7 done");
		puppet_say(&test.journal, "warn busy");
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(waitpid(pid, &status, WNOHANG) == 0, "a slow disk has time");
	for (int i = 0; i < 3; i++) {
		puppet_say(&test.journal, "answer 7 done");
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(stage_logged("journal: no progress for 31 s; killing it"),
	    "a journal that answers but does not store is stuck");
	TAP_OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status),
	    "it is killed");
	played_journal_die(&test.journal);
	record_stored(UINT64_MAX);
}

static void
kills_idle_ones(void)
{
	const pid_t pid = enter_process();
	int status = 0;

	for (int i = 0; i < 100; i++) {
		pace_turns(SEC);
		journal_link_watch(true);
	}
	TAP_OK(waitpid(pid, &status, WNOHANG) == 0,
	    "a journal that owes nothing may say nothing");
	TAP_OK(!ask(test.client, "last"), "one that is asked");
	for (int i = 0; i < 29; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(waitpid(pid, &status, WNOHANG) == 0 &&
		!has_trouble(SCORE_NO_JOURNAL),
	    "has stall_time to answer");
	for (int i = 0; i < 3; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(stage_logged("journal: no progress for 30 s; killing it") &&
		has_trouble(SCORE_NO_JOURNAL),
	    "then that is trouble");
	TAP_OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		WTERMSIG(status) == SIGKILL,
	    "and it is killed");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(stage_logged("journal: replies again") &&
		!has_trouble(SCORE_NO_JOURNAL),
	    "until the next one is ready");
	TAP_OK(!ask(test.client, "last") && is_asked("last 1") != 0,
	    "which is asked");
	played_journal_die(&test.journal);
	journal_client_cancel(test.client);
}

/*
 * A journal that cannot write reads no more once it has no room for records. It
 * is not killed, as another could not write either, and nobody waits for it
 * longer than hold_time.
 */
static void
spares_failing_ones(void)
{
	const pid_t pid = enter_process();
	uint32_t ticket = journal_client_ticket();
	int status = 0;

	TAP_OK(!ask(test.client, "last"), "one that is asked");
	TAP_OK(!ask(ticket, "files"), "by an operator, too");
	for (int i = 0; i < 11; i++)
		pace_turns(SEC);
	TAP_OK(!ask(test.client, "last"), "may take its time");
	puppet_say(&test.journal, "failing no space left");
	TAP_OK(is_unavailable(test.client, "last") &&
		is_unavailable(ticket, "files"),
	    "but if it cannot write, hold_time at most");
	TAP_OK(!ask(test.client, "last"), "it is asked again, and may answer");
	for (int i = 0; i < 9; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(!ask(test.client, "last"), "for hold_time");
	for (int i = 0; i < 60; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(is_unavailable(test.client, "last"), "and no longer");
	TAP_OK(!has_trouble(SCORE_NO_JOURNAL),
	    "it is not killed: it has said what is wrong");
	slots_get(test.journal.slot)->down.full = true;
	TAP_OK(is_unavailable(test.client, "last"),
	    "if it does not read what it has to write, nobody waits for it");
	slots_get(test.journal.slot)->down.full = false;
	puppet_say(&test.journal, "failing");
	TAP_OK(!ask(test.client, "last"), "until it writes again");
	for (int i = 0; i < 40; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status),
	    "then it has stall_time to answer");
	journal_client_cancel(test.client);
	journal_client_cancel(ticket);
	played_journal_die(&test.journal);
}

/* Reading its files may take it longer, but not for ever. */
static void
kills_endless_readers(void)
{
	const pid_t pid = fork_idle();
	int status = 0;

	puppet_help_as(&test.journal, pid);
	slots_get(test.journal.slot)->kind = KIND_JOURNAL;
	slots_get(test.journal.slot)->kind_name = "journal";
	journal_link_started(test.journal.slot);
	for (int i = 0; i < 299; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(waitpid(pid, &status, WNOHANG) == 0,
	    "one that reads its files has ten times as long");
	for (int i = 0; i < 3; i++) {
		journal_link_watch(true);
		pace_turns(SEC);
	}
	TAP_OK(stage_logged("journal: no progress for 300 s; killing it") &&
		waitpid(pid, &status, 0) == pid && WIFSIGNALED(status),
	    "and no longer");
	played_journal_die(&test.journal);
}

/* The next journal says again that nothing expires, if that is still so. */
static void
delays(void)
{
	played_journal_enter(&test.journal, 0);
	TAP_NUM(journal_link_delay(), 0, "nothing delays the expiry");
	puppet_say(&test.journal, "delayed 3600");
	TAP_OK(has_trouble(SCORE_DELAYED) && journal_link_delay() == 3600 * SEC,
	    "a delay is trouble");
	pace_turns(600 * SEC);
	TAP_OK(journal_link_delay() < 3600 * SEC, "it goes by");
	played_journal_die(&test.journal);
	played_journal_begin(&test.journal);
	TAP_OK(has_trouble(SCORE_DELAYED), "it outlasts its journal");
	puppet_say(&test.journal, "delayed 3000");
	puppet_say(&test.journal, "ready 0");
	TAP_OK(has_trouble(SCORE_DELAYED), "and the next one says it again");
	puppet_say(&test.journal, "delayed 0");
	TAP_OK(!has_trouble(SCORE_DELAYED) && journal_link_delay() == 0,
	    "until it ends");
	puppet_say(&test.journal, "delayed 60");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(!has_trouble(SCORE_DELAYED), "one that says nothing has none");
	puppet_say(&test.journal, "delayed 60");
	journal_link_watch(false);
	TAP_OK(!has_trouble(SCORE_DELAYED), "nor has no history");
	played_journal_die(&test.journal);
}

static void
misses_one(void)
{
	uint32_t ticket = journal_client_ticket();

	journal_link_watch(true);
	pace_turns(9 * SEC);
	journal_link_watch(true);
	TAP_OK(
	    !has_trouble(SCORE_NO_JOURNAL), "for a while, none is no trouble");
	TAP_OK(!ask(ticket, "files"), "and those who ask wait");
	pace_turns(2 * SEC);
	journal_link_watch(true);
	TAP_OK(has_trouble(SCORE_NO_JOURNAL), "after hold_time it is");
	TAP_OK(!ask(ticket, "files"), "who has asked waits for hold_time, too");
	journal_client_cancel(ticket);
	ticket = journal_client_ticket();
	TAP_OK(is_unavailable(ticket, "files"), "the others do not wait");
	journal_client_cancel(ticket);
	played_journal_begin(&test.journal);
	puppet_say(&test.journal, "warn cannot read");
	TAP_OK(has_trouble(SCORE_NO_JOURNAL), "even if one complains");
	journal_link_watch(false);
	TAP_OK(!has_trouble(SCORE_NO_JOURNAL), "but not if none is wanted");
	played_journal_die(&test.journal);
}

static void
is_awaited(void)
{
	TAP_OK(journal_link_is_awaited(), "a start waits for the journal");
	pace_turns(9 * SEC);
	TAP_OK(journal_link_is_awaited(), "for hold_time");
	pace_turns(2 * SEC);
	TAP_OK(!journal_link_is_awaited(), "and no longer");
}

int
main(void)
{
	stage_begin(options);
	is_awaited();
	delays();
	misses_one();
	puppet_join(&test.ali, "ali", "tea");
	test.client = slots_get(test.ali.slot)->client;
	answers_in_lines();
	ignores_what_nobody_asked();
	limits_what_is_under_way();
	asks_the_next_one();
	waits_for_a_time();
	passes_its_last_id();
	takes_what_operators_ask();
	reports_troubles();
	ends_broken_ones();
	ends_overzealous_ones();
	ends_endless_answers();
	spares_the_innocent();
	kills_idle_ones();
	kills_stuck_ones();
	spares_failing_ones();
	kills_endless_readers();
	return tap_done();
}
