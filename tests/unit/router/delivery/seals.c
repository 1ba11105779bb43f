/*
 * server/router/delivery/seals and sealed: with history_sync each, nobody hears
 * what is recorded before it is stored, not even who said it; what comes while
 * the journal writes shares the next write; and what cannot be stored is
 * refused, and nobody hears it.
 */
#include "server/router/delivery/seals.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/router/delivery/event_ids.h"
#include "server/router/delivery/fanout.h"
#include "server/router/delivery/kept_log.h"
#include "server/router/delivery/record.h"
#include "server/router/delivery/sealed.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/budget.h"
#include "server/router/history/journal_link.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

extern const struct module seals_module;

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "state", "/tmp" }, { "history", "all" },
	{ "history_sync", "each" }, { "hold_time", "2" }, { NULL, NULL } };

static struct {
	struct puppet ali, bo, journal, keeper;
	uint64_t last; /* ID of the last record that the journal has got */
} test;

/* Reads the records that have come; returns how many events are among them. */
static size_t
take_records(void)
{
	struct str line, id;
	size_t events = 0;

	stage_turn();
	while (puppet_line(&test.journal, &line)) {
		if (!str_begins(line, STR("log ")))
			continue;
		(void)str_word(&line);
		(void)str_word(&line);
		(void)str_word(&line);
		events++;
		id = str_word(&line);
		MUST(str_to_number(id, UINT64_MAX, &test.last), "no ID");
	}
	return events;
}

static void
store(void)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "stored %llu",
	    (unsigned long long)test.last); /* fits */
	puppet_say(&test.journal, line);
	stage_turn();
}

/* Stores all that was said so far. */
static void
catch_up(void)
{
	char last[LIMIT_LINE];

	while (take_records() > 0)
		store();
	puppet_hear_all(&test.ali, last);
	puppet_hear_all(&test.bo, last);
}

static void
waits_for_the_disk(void)
{
	puppet_say(&test.ali, "send tea one");
	TAP_OK(puppet_hears_nothing(&test.ali), "who says it does not hear it");
	TAP_OK(puppet_hears_nothing(&test.bo), "nor does anybody else");
	TAP_NUM(take_records(), 1, "the journal does");
	puppet_say(&test.ali, "send tea two");
	puppet_say(&test.bo, "ping x");
	puppet_say(&test.bo, "send tea three");
	TAP_NUM(take_records(), 0, "what comes then waits for the next write");
	TAP_OK(puppet_hears_nothing(&test.bo), "as do replies behind it");
	store();
	TAP_OK(puppet_hears(&test.ali, "msg * tea ali one") &&
		puppet_hears_nothing(&test.ali),
	    "what is stored is heard");
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali one") &&
		puppet_hears_nothing(&test.bo),
	    "by all, and no more");
	TAP_NUM(take_records(), 2, "the rest is written together");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali two") &&
		puppet_hears(&test.bo, "ok ping x") &&
		puppet_hears(&test.bo, "msg * tea bo three") &&
		puppet_hears_nothing(&test.bo),
	    "and heard in its order");
	catch_up();
}

/* Messages make a run where nothing is recorded. */
static void
gathers_what_does_not_wait(void)
{
	const uint32_t tea = groups_find(STR("tea"));
	const struct outq *queue = &slots_get(test.bo.slot)->down.queue;
	const struct words words = WORDS(
	    STR("msg"), event_ids_next(), STR("tea"), STR("ali"), STR("hi"));

	puppet_say(&test.ali, "mode tea -H");
	catch_up();
	MUST(fanout_message(tea, SAME(words)), "no memory");
	TAP_NUM((long)queue->bytes, 0, "a group without a history gathers");
	fanout_settle();
	TAP_OK(queue->bytes > 0 && queue->sealed == 0, "and seals nothing");
	catch_up();
	puppet_say(&test.ali, "mode tea +H");
	catch_up();
}

/* Signals have a reply, which waits and is refused with them. */
static void
seals_replies(void)
{
	puppet_say(&test.ali, "signal tea");
	TAP_OK(puppet_hears_nothing(&test.ali), "a signal's ok waits");
	TAP_NUM(take_records(), 1, "for the journal");
	store();
	TAP_OK(puppet_hears(&test.ali, "ok signal *") &&
		puppet_hears_nothing(&test.bo),
	    "it comes once the signal is stored");
	puppet_say(&test.ali, "signal tea");
	puppet_say(&test.ali, "signal @ali");
	(void)take_records();
	puppet_say(&test.journal, "failing no space left");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "err signal unavailable ...") &&
		puppet_hears(&test.ali, "ok signal *") &&
		puppet_hears_nothing(&test.ali),
	    "or is a refusal, unless that signal has no record");
	puppet_say(&test.journal, "failing");
	catch_up();
}

/* Replies and what is not recorded do not wait, unless they are behind. */
static void
seals_nothing_else(void)
{
	puppet_say(&test.ali, "send tea x");
	puppet_say(&test.bo, "ping y");
	TAP_OK(puppet_hears_nothing(&test.bo), "a reply is behind it");
	catch_up();
	TAP_OK(puppet_ask(&test.bo, "ping z", "ok ping z"),
	    "with nothing to wait for it is not");
}

static void
refuses_what_fails(void)
{
	puppet_say(&test.ali, "send tea lost");
	puppet_say(&test.bo, "topic tea kept");
	puppet_say(&test.ali, "ping a");
	(void)take_records();
	puppet_say(&test.ali, "send tea lost too");
	puppet_say(&test.journal, "failing no space left");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "err send unavailable ...") &&
		puppet_hears(&test.ali, "topic * tea bo kept") &&
		puppet_hears(&test.ali, "ok ping a") &&
		puppet_hears(&test.ali, "err send unavailable ..."),
	    "who says it is told, in its order");
	TAP_OK(puppet_hears_nothing(&test.ali), "and hears nothing of it");
	TAP_OK(puppet_hears(&test.bo, "topic * tea bo kept") &&
		puppet_hears_nothing(&test.bo),
	    "others hear only what has happened");
	TAP_OK(
	    stage_logged("history: cannot be written; ..."), "the log says so");
	TAP_OK(
	    puppet_ask(&test.ali, "send tea more", "err send unavailable ..."),
	    "what is said then is refused at once");
	TAP_OK(puppet_ask(&test.bo, "leave tea", "leave * tea bo"),
	    "and what happens goes on");
	TAP_OK(puppet_ask(&test.bo, "join tea", "join * tea bo"), "at once");
	puppet_say(&test.journal, "failing");
	stage_turn();
	catch_up();
	puppet_say(&test.ali, "send tea again");
	TAP_NUM(take_records(), 1, "when it can write again, all is as before");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali again"), "it is heard");
	catch_up();
}

/* A message of several lines is heard, or refused, as a whole. */
static void
keeps_lines_together(void)
{
	puppet_say(&test.ali, "lines tea 1,0,2+1 a  bcd");
	TAP_NUM(take_records(), 1, "several lines are one record");
	TAP_OK(puppet_hears_nothing(&test.bo), "which is waited for");
	store();
	TAP_OK(puppet_hears(&test.bo, "lines * tea ali 3 tetc") &&
		puppet_hears(&test.bo, "msg * tea ali a") &&
		puppet_hears(&test.bo, "msg * tea ali bc") &&
		puppet_hears(&test.bo, "msg * tea ali d") &&
		puppet_hears_nothing(&test.bo),
	    "all are heard then");
	catch_up();
	puppet_say(&test.ali, "tags a=b");
	puppet_say(&test.ali, "lines tea 1,1,1 a b c");
	puppet_say(&test.bo, "topic tea kept");
	puppet_say(&test.ali, "lines @bo 1,1 a b");
	puppet_say(&test.ali, "lines tea 1 d");
	(void)take_records();
	puppet_say(&test.journal, "failing no space left");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "err lines unavailable ...") &&
		puppet_hears(&test.ali, "topic * tea bo kept") &&
		puppet_hears(&test.ali, "lines * @bo ali 2") &&
		puppet_hears(&test.ali, "tell * ali bo a") &&
		puppet_hears(&test.ali, "tell * ali bo b") &&
		puppet_hears(&test.ali, "err lines unavailable ...") &&
		puppet_hears_nothing(&test.ali),
	    "all are refused, with one answer");
	TAP_OK(puppet_hears(&test.bo, "topic * tea bo kept") &&
		puppet_hears(&test.bo, "lines * @bo ali 2") &&
		puppet_hears(&test.bo, "tell * ali bo a") &&
		puppet_hears(&test.bo, "tell * ali bo b") &&
		puppet_hears_nothing(&test.bo),
	    "none of them is heard, and all of those that are not recorded");
	puppet_say(&test.journal, "failing");
	catch_up();
}

/* The records of messages that were refused are void. */
static void
voids_what_it_refuses(void)
{
	struct str line;
	size_t voids = 0;

	puppet_say(&test.ali, "send tea void");
	stage_turn();
	puppet_say(&test.journal, "failing no space left");
	stage_turn();
	stage_turn();
	while (puppet_line(&test.journal, &line))
		voids += pattern_matches("log * void * tea *", line);
	TAP_NUM(voids, 1, "the journal is told that nobody has heard it");
	puppet_say(&test.journal, "failing");
	catch_up();
}

static void
gives_up_in_time(void)
{
	puppet_say(&test.ali, "send tea slow");
	(void)take_records();
	pace_turns(SEC);
	TAP_OK(puppet_hears_nothing(&test.ali), "a slow disk is waited for");
	pace_turns(2 * SEC);
	TAP_OK(puppet_hears(&test.ali, "err send unavailable ..."),
	    "for hold_time");
	TAP_OK(puppet_hears_nothing(&test.bo), "then nobody hears it");
	(void)take_records();
	store();
	catch_up();
	puppet_say(&test.ali, "send tea fast");
	TAP_NUM(take_records(), 1, "when it stores again, all is as before");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali fast"), "it is heard");
	catch_up();
}

/* The journal was stopped with the server, or slept as well. */
static void
counts_no_pause(void)
{
	puppet_say(&test.ali, "send tea pause");
	(void)take_records();
	pace(10 * SEC);
	stage_turn();
	TAP_OK(puppet_hears_nothing(&test.ali),
	    "a pause of the server is no time that the disk takes");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali pause"),
	    "and what is stored then is heard");
	catch_up();
}

/* Bo says something that has no record. */
static void
say_lost(struct str id)
{
	uint64_t number;

	MUST(str_to_number(id, UINT64_MAX, &number), "no ID");
	seals_begin(number, STR("msg"), slots_get(test.bo.slot)->client);
	seals_lost();
	fanout_slot(test.ali.slot, WORDS(STR("msg"), id, STR("tea lost")));
	fanout_slot(test.bo.slot, WORDS(STR("msg"), id, STR("tea lost")));
	seals_end();
	stage_turn();
}

/* A message without a record is refused alone. */
static void
refuses_what_is_lost(void)
{
	puppet_say(&test.ali, "send tea one");
	(void)take_records();
	puppet_say(&test.ali, "send tea two");
	stage_turn();
	say_lost(event_ids_next());
	TAP_NUM(
	    take_records(), 0, "a message is lost while others are written");
	store();
	TAP_NUM(take_records(), 1, "the others go on");
	TAP_OK(puppet_hears(&test.ali, "msg * tea ali one") &&
		puppet_hears_nothing(&test.ali),
	    "as if nothing had been said after them");
	store();
	TAP_OK(puppet_hears(&test.ali, "msg * tea ali two") &&
		puppet_hears_nothing(&test.ali),
	    "nobody hears what is lost");
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali one") &&
		puppet_hears(&test.bo, "msg * tea ali two") &&
		puppet_hears(&test.bo, "err send unavailable ...") &&
		puppet_hears_nothing(&test.bo),
	    "and who has said it is told in its turn");
	say_lost(event_ids_next());
	TAP_OK(puppet_hears(&test.bo, "err send unavailable ...") &&
		puppet_hears_nothing(&test.ali),
	    "at once if nothing waits");
	catch_up();
}

/* Fills the room for what waits, so that an event would be lost. */
static void
refuses_without_room(void)
{
	char text[1024];
	const struct str word = { text, sizeof(text) };
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("in"),
		.where = STR("tea"),
		.rest = WORDS(word) };

	memset(text, 'x', sizeof(text));
	while (kept_log_has_room())
		(void)kept_log_say(&line);
	puppet_say(&test.ali, "send tea full");
	for (int i = 0; i < 3; i++)
		pace_turns(SEC);
	TAP_OK(puppet_hears(&test.ali, "err send unavailable ...") &&
		puppet_hears_nothing(&test.bo),
	    "without room for its record a message is refused");
	catch_up();
	puppet_say(&test.ali, "send tea room");
	TAP_NUM(take_records(), 1, "with room all is as before");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali room"), "it is heard");
	catch_up();
}

/* The next journal gets all records again; a message is heard once. */
static void
waits_for_another_journal(void)
{
	puppet_say(&test.ali, "send tea between");
	(void)take_records();
	puppet_say(&test.ali, "send tea times");
	played_journal_die(&test.journal);
	stage_turn();
	TAP_OK(puppet_hears_nothing(&test.bo), "without a journal all wait");
	played_journal_enter(&test.journal, 1);
	TAP_OK(take_records() >= 2, "the next one gets all of it again");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali between") &&
		puppet_hears(&test.bo, "msg * tea ali times") &&
		puppet_hears_nothing(&test.bo),
	    "then all is heard, once");
	catch_up();
}

/* One that is told to go gets what was collected meanwhile, before its bye. */
static void
lets_a_journal_go(void)
{
	puppet_say(&test.ali, "send tea one");
	(void)take_records();
	puppet_say(&test.ali, "send tea two");
	TAP_NUM(take_records(), 0, "while the journal writes, events wait");
	journal_link_dismissed();
	TAP_NUM(take_records(), 1, "a journal that goes gets them all");
	TAP_OK(puppet_hears_nothing(&test.bo), "which nobody hears yet");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali one") &&
		puppet_hears(&test.bo, "msg * tea ali two") &&
		puppet_hears_nothing(&test.bo),
	    "and what it stores is heard");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, test.last);
	catch_up();
}

/* Saves only that key with its value; null: everything. */
static void
save_and_load(const char *key, uint64_t value)
{
	const int file = memfd_open("test");
	struct state out, in;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section(&out, STR("seals"));
	if (key == NULL)
		seals_module.save(&out);
	else
		state_put(&out, str_from(key), value);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	seals_module.load(&in);
	FOR_EACH_SLOT(slot)
		sealed_restore(slot);
	io_close(&in.fd);
	state_free(&in);
}

/* The next program says bye to the journal that it finds. */
static void
lets_an_inherited_journal_go(void)
{
	puppet_say(&test.ali, "topic tea one");
	(void)take_records();
	puppet_say(&test.ali, "topic tea two");
	TAP_NUM(take_records(), 0, "while the journal writes, events wait");
	save_and_load(NULL, 0);
	stage_turn();
	TAP_NUM(take_records(), 1, "after an upgrade it gets them all");
	TAP_OK(puppet_hears_nothing(&test.bo), "which nobody hears yet");
	store();
	TAP_OK(puppet_hears(&test.bo, "topic * tea ali one") &&
		puppet_hears(&test.bo, "topic * tea ali two"),
	    "and what it stores is heard");
	catch_up();
}

static size_t
count_sealed(void)
{
	size_t count = 0;

	FOR_EACH_SLOT(slot)
		count += slots_get(slot)->down.queue.sealed > 0;
	return count;
}

/* The end of a turn that has no time left. */
static void
flush_late(void)
{
	budget_charge(WORK_LINE, BUDGET_TURN);
	fanout_flush();
	budget_turn();
}

#define MORE 6

/* Many members wait for a message that fails, in a busy server. */
static void
refuses_in_slices(void)
{
	struct puppet more[MORE];
	char name[32], last[LIMIT_LINE];
	size_t sealed;

	for (int i = 0; i < MORE; i++) {
		puppet_enter(&more[i]);
		(void)snprintf(name, sizeof(name), "name m%d", i); /* fits */
		puppet_say(&more[i], name);
		puppet_say(&more[i], "join tea");
		catch_up();
	}
	for (int i = 0; i < MORE; i++)
		puppet_hear_all(&more[i], last);
	puppet_say(&test.ali, "send tea late");
	(void)take_records();
	sealed = count_sealed();
	seals_set_writable(false);
	flush_late();
	TAP_OK(count_sealed() > 0 && count_sealed() < sealed,
	    "a busy turn takes it back for some: %zu of %zu",
	    sealed - count_sealed(), sealed);
	seals_set_writable(true);
	seals_stored(test.last);
	TAP_OK(count_sealed() > 0 && seals_refuse(),
	    "even if it is stored then, and nothing new is said meanwhile");
	for (int i = 0; i < MORE && count_sealed() > 0; i++)
		flush_late();
	TAP_NUM(count_sealed(), 0, "others follow");
	TAP_OK(puppet_hears(&test.ali, "err send unavailable ...") &&
		puppet_hears_nothing(&test.ali),
	    "who has said it is told once");
	for (int i = 0; i < MORE; i++)
		TAP_OK(puppet_hears_nothing(&more[i]), "nobody hears it");
	TAP_OK(take_records() > 0, "it is void");
	store();
	puppet_say(&test.ali, "send tea then");
	TAP_NUM(take_records(), 1, "then all is as before");
	store();
	TAP_OK(puppet_hears(&test.bo, "msg * tea ali then") &&
		puppet_hears(&more[MORE - 1], "msg * tea ali then"),
	    "it is heard");
	for (int i = 0; i < MORE; i++)
		puppet_die(&more[i]);
	catch_up();
}

#define SAID 150

/* Checks a busy server in which so many messages fail, but are stored later. */
static void
voids_in_slices(void)
{
	uint64_t count;

	for (int i = 0; i < SAID; i++)
		puppet_say(&test.ali, "send tea void");
	while (kept_log_count() < SAID)
		stage_turn();
	seals_set_writable(false);
	flush_late();
	count = kept_log_count() - SAID;
	TAP_OK(count > 0 && count < SAID,
	    "a busy turn has some of them be void: %u", (unsigned)count);
	seals_set_writable(true);
	seals_stored(kept_log_last());
	record_stored(kept_log_last());
	TAP_OK(seals_refuse() && kept_log_count() >= SAID - count,
	    "others stay until they are, and nothing is said meanwhile");
	for (int i = 0; i < SAID && seals_refused() != 0; i++)
		flush_late();
	TAP_OK(!seals_refuse(), "then all is as before");
	catch_up();
}

/* Returns a file with the state of the module. */
static int
save(void)
{
	const int file = memfd_open("test");
	struct state out;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section(&out, STR("seals"));
	seals_module.save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	return file;
}

/* Returns what the file says. */
static struct str
read_state(int file, char *room, size_t size)
{
	const ssize_t len = pread(file, room, size, 0);

	MUST(len > 0 && (size_t)len < size, "%zd bytes", len);
	return (struct str) { room, (size_t)len };
}

/* Takes over what a program before has saved. */
static void
load(int file)
{
	struct state in;

	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	seals_module.load(&in);
	MUST(!in.failed, "%s", in.why.text);
	io_close(&in.fd);
	state_free(&in);
}

/* Checks an upgrade while only some of the records are void. */
static void
voids_what_it_inherits(void)
{
	static char room[1 << 16], again[1 << 16];
	struct str saved;
	uint64_t left;
	int file;

	for (int i = 0; i < SAID; i++)
		puppet_say(&test.ali, "send tea void");
	while (kept_log_count() < SAID)
		stage_turn();
	seals_set_writable(false);
	flush_late();
	left = seals_refused();
	MUST(left != 0, "all are void");
	file = save();
	saved = read_state(file, room, sizeof(room));
	while (seals_refused() != 0)
		flush_late();
	load(file);
	TAP_NUM(seals_refused(), left, "what is not void will be");
	file = save();
	TAP_STR(read_state(file, again, sizeof(again)), saved,
	    "and the state is what was saved");
	io_close(&file);
	while (seals_refused() != 0)
		flush_late();
	seals_set_writable(true);
	seals_stored(kept_log_last());
	record_stored(kept_log_last());
	catch_up();
}

/* The state has lost what the queues wait for. */
static void
opens_what_it_inherits(void)
{
	puppet_say(&test.ali, "topic tea three");
	(void)take_records();
	save_and_load("flies", 0);
	stage_turn();
	TAP_OK(puppet_hears_nothing(&test.bo),
	    "a queue that was sealed without a reason waits");
	for (int i = 0; i < 3; i++)
		pace_turns(SEC);
	TAP_OK(
	    puppet_hears(&test.bo, "topic * tea ali three"), "for hold_time");
	catch_up();
}

int
main(void)
{
	stage_begin(options);
	played_keeper_enter(&test.keeper);
	played_journal_enter(&test.journal, 1);
	puppet_enter(&test.ali);
	puppet_enter(&test.bo);
	puppet_say(&test.ali, "name ali");
	puppet_say(&test.bo, "name bo");
	puppet_say(&test.ali, "join tea");
	puppet_say(&test.bo, "join tea");
	catch_up();
	waits_for_the_disk();
	seals_nothing_else();
	gathers_what_does_not_wait();
	refuses_what_fails();
	seals_replies();
	keeps_lines_together();
	voids_what_it_refuses();
	gives_up_in_time();
	counts_no_pause();
	refuses_what_is_lost();
	refuses_without_room();
	waits_for_another_journal();
	lets_a_journal_go();
	lets_an_inherited_journal_go();
	refuses_in_slices();
	voids_in_slices();
	voids_what_it_inherits();
	opens_what_it_inherits();
	sane_check();
	return tap_done();
}
