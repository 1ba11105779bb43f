/* Carrying boxes and tables over a restart: see carryover.h. */
#include "router/verbs/accounts/carryover.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "router/delivery/event_ids.h"
#include "router/model/groups.h"
#include "router/model/permanence.h"
#include "router/verbs/accounts/group_writes.h"
#include "router/verbs/work/carryover_records.h"

static_assert(CARRYOVER_TAG >= GROUP_WRITES_MAX, "a tag of its own");

/* Questions under way; their answers fit the pipe. */
#define WINDOW 16

/* Faults that are logged each, and faults after which the rest is left out. */
#define FAULTS_LOGGED 5
#define FAULTS_MOST 1000

/*
 * IDLE: nothing is to be done. LOADS and SAVES go through the records. HOLDS
 * waits until the journal has stored them.
 */
enum stage { IDLE, LOADS, HOLDS, SPENDS, SAVES, CLOSES };

/*
 * Not saved: it is IDLE whenever the server can be upgraded. A new program that
 * has taken over has nothing to load.
 */
static struct {
	enum stage stage;
	bool failed; /* to load: the file is still there */
	bool loaded; /* a file */
	bool late; /* nobody waits any longer for the journal */
	uint64_t keeper; /* that was asked (keeper_client_generation) */
	uint64_t first; /* its first question in this stage */
	size_t asked; /* questions without an answer */
	bool blocked; /* no question could be put in this turn */
	bool sent; /* all records are */
	usec until; /* ticks_now: the keeper has to do something */
	struct carryover_place place;
	uint64_t records; /* sent */
	struct carryover_reading reading;
	size_t faults; /* of the file */
} carryover;

static void
wait_anew(void)
{
	const struct config *config = config_now();

	carryover.until = ticks_now() +
	    (carryover.stage >= SAVES ? config->grace : config->hold_time);
}

/* Begins a stage, or begins it again with another keeper. */
static void
enter(enum stage stage)
{
	carryover.stage = stage;
	carryover.keeper = keeper_client_generation();
	carryover.first = 0;
	carryover.asked = 0;
	watch_no_wait();
}

/* Puts a question, if that is possible now. */
static bool
ask(struct words words)
{
	const uint64_t number = keeper_client_post(CARRYOVER_TAG, words);

	carryover.blocked = number == 0;
	if (number == 0)
		return false;
	if (carryover.first == 0)
		carryover.first = number;
	carryover.asked++;
	return true;
}

bool
carryover_is_over(void)
{
	return carryover.stage == IDLE ||
	    ((carryover.stage == HOLDS || carryover.stage == SPENDS) &&
		carryover.late);
}

bool
carryover_is_loading(void)
{
	return carryover.stage == LOADS;
}

bool
carryover_was_loaded(void)
{
	return carryover.loaded;
}

bool
carryover_has_failed(void)
{
	return carryover.failed || carryover.stage == HOLDS ||
	    carryover.stage == SPENDS;
}

bool
carryover_is_wanted(void)
{
	return keeper_client_is_lasting() && permanence_next(0) != GROUP_NONE;
}

static void
begin_loading(void)
{
	carryover_records_begin(&carryover.reading);
	carryover.faults = 0;
	enter(LOADS);
}

void
carryover_load(void)
{
	if (!carryover_is_wanted())
		return;
	begin_loading();
	wait_anew();
}

static void
begin_saving(void)
{
	carryover.place = (struct carryover_place) { .item = 0 };
	carryover.records = 0;
	carryover.sent = false;
	enter(SAVES);
}

/* Logs what is lost because there is no place for it. */
static void
log_dropped(struct carryover_counts counts)
{
	if (counts.items + counts.rows > 0)
		LOG_AT(LEVEL_WARNING,
		    STR("carryover: {#items} items and {#rows} rows dropped: "
			"no state directory"),
		    DECIMAL(counts.items), DECIMAL(counts.rows));
}

/*
 * A file that could not be loaded is replaced only if there is something to be
 * saved.
 */
void
carryover_save(void)
{
	const struct carryover_counts counts = carryover_records_count();

	if (!keeper_client_is_lasting())
		log_dropped(counts);
	else if (carryover_is_wanted() &&
	    (!carryover.failed || counts.items + counts.rows > 0)) {
		begin_saving();
		wait_anew();
	}
}

static void
fail_loading(struct str why)
{
	LOG_AT(LEVEL_ERR,
	    STR("carryover: not loaded: {reason}; the file is still there"),
	    why);
	carryover_records_drop();
	carryover.failed = true;
	carryover.stage = IDLE;
}

static void
fail_saving(struct str why)
{
	const struct carryover_counts counts = carryover_records_count();

	LOG_AT(LEVEL_ERR,
	    STR("carryover: {#items} items and {#rows} rows not saved: "
		"{reason}"),
	    DECIMAL(counts.items), DECIMAL(counts.rows), why);
	carryover.stage = IDLE;
}

/*
 * Takes the end of the file. It is removed once the journal has stored what was
 * in it.
 */
static void
end_of_file(void)
{
	carryover.loaded = carryover.reading.any;
	event_ids_pass(carryover.reading.last);
	if (!carryover.loaded) {
		enter(SPENDS);
		return;
	}
	permanence_set_stored(0);
	enter(HOLDS);
	wait_anew();
}

void
carryover_stored(void)
{
	if (carryover.stage != HOLDS)
		return;
	enter(SPENDS);
	wait_anew();
}

static void
finish_loading(void)
{
	const struct carryover_counts taken = carryover.reading.taken;

	if (taken.items + taken.rows > 0)
		LOG(STR("carryover: loaded {#items} items and {#rows} rows"),
		    DECIMAL(taken.items), DECIMAL(taken.rows));
	if (carryover.faults > 0)
		LOG_AT(LEVEL_ERR,
		    STR("carryover: {#faults} faults; the file is now "
			"carryover.old"),
		    DECIMAL(carryover.faults));
	carryover.stage = IDLE;
}

static void
finish_saving(void)
{
	const struct carryover_counts counts = carryover_records_count();

	LOG(STR("carryover: saved {#items} items and {#rows} rows"),
	    DECIMAL(counts.items), DECIMAL(counts.rows));
	carryover.stage = IDLE;
}

/*
 * Keeps what was loaded, which may be nowhere else now: the keeper has not said
 * whether the file is gone.
 */
static void
give_up_spending(void)
{
	LOG_AT(LEVEL_ERR,
	    STR("carryover: no reply when the file was to be removed; if it "
		"is still there, remove it"));
	finish_loading();
}

static void
fail(struct str why)
{
	switch (carryover.stage) {
	case LOADS:
		fail_loading(why);
		break;
	case HOLDS:
		LOG_AT(LEVEL_ERR,
		    STR("carryover: the journal has not stored what was "
			"loaded; the file is still there"));
		carryover.stage = IDLE;
		break;
	case SPENDS:
		give_up_spending();
		break;
	case SAVES:
	case CLOSES:
		fail_saving(why);
		break;
	case IDLE:
		break;
	}
}

void
carryover_give_up(void)
{
	fail(STR("the server was told to stop at once"));
}

/* Notes a fault of the file, in the line of that number if it has one. */
static void
note_fault(struct str line, struct str what)
{
	carryover.faults++;
	if (carryover.faults > FAULTS_LOGGED)
		return;
	if (line.len > 0)
		LOG_AT(LEVEL_ERR, STR("carryover: line {#line}: {reason}"),
		    line, what);
	else
		LOG_AT(LEVEL_ERR, STR("carryover: {reason}"), what);
}

/* Notes a fault, and leaves the rest of the file out if there are too many. */
static void
take_fault(struct str line, struct str what)
{
	note_fault(line, what);
	if (carryover.faults < FAULTS_MOST)
		return;
	LOG_AT(LEVEL_ERR, STR("carryover: {reason}"),
	    STR("too many faults; the rest is left out"));
	end_of_file();
}

/* Takes "LINE RECORD". */
static void
take_record(struct str text)
{
	const struct str line = str_word(&text);
	const char *wrong = carryover_records_take(&carryover.reading, text);

	if (wrong != NULL)
		take_fault(line, str_from(wrong));
}

static void
loads_answered(const struct keeper_client_answer *answer)
{
	if (answer->code == CODE_OK && answer->more)
		take_record(answer->text);
	else if (answer->code == CODE_OK)
		end_of_file();
	else if (answer->code == CODE_BAD_TEXT)
		take_fault(STR(""), answer->text);
	else
		fail_loading(answer->text);
}

/*
 * Ends the loading. If the file cannot be removed, nothing of it may be used: a
 * later crash would bring all of it back. But if clients use it by now, it
 * stays.
 */
static void
spends_answered(const struct keeper_client_answer *answer)
{
	if (answer->code == CODE_OK) {
		finish_loading();
	} else if (carryover.late) {
		LOG_AT(LEVEL_ERR,
		    STR("carryover: cannot remove the file: {reason}; remove "
			"it"),
		    answer->text);
		finish_loading();
	} else {
		fail_loading(answer->text);
		permanence_set_stored(0); /* it is cut again */
	}
}

static void
saves_answered(const struct keeper_client_answer *answer)
{
	if (answer->code != CODE_OK)
		fail_saving(answer->text);
	else if (carryover.sent && carryover.asked == 0)
		enter(CLOSES);
}

static void
closes_answered(const struct keeper_client_answer *answer)
{
	if (answer->code == CODE_OK)
		finish_saving();
	else
		fail_saving(answer->text);
}

static void (*const answered[])(const struct keeper_client_answer *) = {
	[LOADS] = loads_answered,
	[SPENDS] = spends_answered,
	[SAVES] = saves_answered,
	[CLOSES] = closes_answered,
};

/*
 * Ignores answers to the questions of a stage before, and those for which there
 * is no question.
 */
void
carryover_answered(const struct keeper_client_answer *answer)
{
	if (carryover.stage == IDLE || carryover.asked == 0 ||
	    answer->number < carryover.first)
		return;
	carryover.asked--;
	wait_anew();
	answered[carryover.stage](answer);
}

static void
ask_for_more(void)
{
	while (
	    carryover.asked < WINDOW && ask(WORDS(STR("carry"), STR("next"))))
		continue;
}

static bool
send_record(struct words words)
{
	struct str all[2 + 7] = { STR("carry"), STR("add") };

	assert(words.count + 2 <= COUNT(all));
	memcpy(all + 2, words.at, words.count * sizeof(*words.at));
	if (!ask((struct words) { all, words.count + 2 }))
		return false;
	carryover.records++;
	return true;
}

static void
send_more(void)
{
	carryover.blocked = false;
	while (
	    carryover.asked < WINDOW && !carryover.blocked && !carryover.sent)
		carryover.sent =
		    !carryover_records_next(&carryover.place, send_record);
	if (carryover.sent && carryover.asked == 0)
		enter(CLOSES); /* there was no record */
}

/* Puts the only question of a stage. */
static void
ask_once(struct words words)
{
	if (carryover.asked == 0)
		(void)ask(words); /* else in a later turn */
}

/*
 * Begins the stage again with another keeper, which knows nothing of what the
 * one before has done. That one may have removed the file already.
 */
static void
begin_again(void)
{
	if (carryover.stage == LOADS) {
		carryover_records_drop();
		begin_loading();
	} else if (carryover.stage == HOLDS || carryover.stage == SPENDS) {
		enter(carryover.stage);
	} else {
		begin_saving();
	}
}

static void
put_questions(void)
{
	switch (carryover.stage) {
	case LOADS:
		ask_for_more();
		break;
	case SPENDS:
		ask_once(WORDS(STR("carry"),
		    carryover.faults > 0 ? STR("aside") : STR("spend")));
		break;
	case SAVES:
		send_more();
		break;
	case CLOSES:
		ask_once(WORDS(
		    STR("carry"), STR("close"), DECIMAL(carryover.records)));
		break;
	case HOLDS:
	case IDLE:
		break;
	}
}

/* Lets the server begin: the file is removed as soon as its rows are stored. */
static void
hold_no_longer(void)
{
	LOG_AT(LEVEL_ERR,
	    STR("carryover: the journal does not store what was loaded; the "
		"file stays until it does"));
	carryover.late = true;
	watch_no_wait();
}

void
carryover_turn(void)
{
	if (carryover.stage == IDLE ||
	    (carryover.stage == HOLDS && carryover.late))
		return;
	if (ticks_now() >= carryover.until && carryover.stage == HOLDS) {
		hold_no_longer();
		return;
	}
	if (ticks_now() >= carryover.until) {
		fail(STR("the keeper does not reply"));
		watch_no_wait(); /* whoever waits for the end goes on */
		return;
	}
	if (carryover.keeper != keeper_client_generation())
		begin_again();
	keeper_client_request_keeper();
	if (keeper_client_is_connected())
		put_questions();
	alarms_at(ALARM_HELPERS, carryover.until);
}
