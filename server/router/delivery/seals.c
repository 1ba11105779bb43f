/* Events that nobody sees before they are stored: see seals.h. */
#include "router/delivery/seals.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/downlink.h"
#include "router/delivery/forms.h"
#include "router/delivery/sealed.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* The most messages that wait to be stored; then more are refused. */
#define SPOKEN_MAX 65536

/* The queues that are rid of refused messages in a turn, also in a busy one. */
#define LEAST 4

/* Something that a client has said, and that can still be refused. */
struct spoken {
	uint64_t id;
	uint32_t client;
	uint32_t command; /* in commands */
};

static struct seals {
	bool flies; /* a batch is with the journal */
	bool has_more; /* events were collected since */
	bool broken; /* what was said had to be refused, and nothing was stored
			since */
	bool unwritable; /* the journal says that it cannot write */
	uint64_t flying; /* ID of the last event of the batch that flies */
	uint64_t last; /* ID of the last event that was sealed */
	uint64_t before; /* the same before the present event */
	bool speaks; /* that one can be refused */
	bool mutes; /* it is lost */
	uint64_t stored; /* up to that ID */
	usec since; /* ticks_now: when the batch began to fly */
	uint32_t journal; /* its slot */
	struct spoken *spoken; /* SPOKEN_MAX, as a ring, by ID */
	size_t first, count;
	bool gives_up; /* the refused are being taken out of the queues */
	bool recovered; /* something was stored meanwhile */
	size_t refused; /* the first of these */
	size_t voided; /* of these: their records are void */
	struct stream errors;
} seals = { .journal = SLOT_NONE };

/* The events that can be refused, by their words in full, and the commands. */
static const struct {
	struct str event;
	struct str command;
} commands[] = {
	{ LIT("msg"), LIT("send") },
	{ LIT("tell"), LIT("tell") },
	{ LIT("note"), LIT("note") },
	{ LIT("signal"), LIT("signal") },
	{ LIT("lines"), LIT("lines") },
};

static bool
is_each(void)
{
	return config_now()->history_sync == HISTORY_SYNC_EACH;
}

bool
seals_refuse(void)
{
	return is_each() &&
	    (seals.broken || seals.unwritable || seals.count == SPOKEN_MAX);
}

static struct spoken *
spoken_at(size_t number)
{
	return &seals.spoken[(seals.first + number) % SPOKEN_MAX];
}

/* Returns the number of the command for that event; COUNT(commands): none. */
static uint32_t
command_of(struct str event)
{
	uint32_t i = 0;

	while (i < COUNT(commands) && !str_eq(commands[i].event, event))
		i++;
	return i;
}

void
seals_begin(uint64_t id, struct str word, uint32_t actor)
{
	const uint32_t command = command_of(word);

	if (!is_each() || seals_refuse())
		return;
	seals.before = seals.last;
	seals.last = id;
	seals.has_more = true;
	sealed_collect(true);
	seals.speaks = command < COUNT(commands);
	if (seals.speaks)
		*spoken_at(seals.count++) =
		    (struct spoken) { id, actor, command };
}

void
seals_lost(void)
{
	seals.mutes = seals.speaks;
	downlink_mute(seals.mutes);
}

/* Builds the answer of somebody whose message is refused. */
static struct piece
build_refusal(const struct spoken *spoken)
{
	struct piece piece = { .segment = NULL };

	/* Without memory, the command stays without an answer. */
	(void)forms_line(&seals.errors,
	    WORDS(STR("err"), commands[spoken->command].command,
		code_word(CODE_UNAVAILABLE), SEALS_REFUSAL),
	    &piece);
	return piece;
}

/* Refuses what was said last, and which nobody has got. */
static void
refuse_last(void)
{
	const struct spoken *last = spoken_at(--seals.count);
	const uint32_t slot = last->client != CLIENT_NONE ?
	    clients_slot(last->client) :
	    SLOT_NONE;
	const struct piece refusal = build_refusal(last);

	seals.last = seals.before;
	if (slot != SLOT_NONE && refusal.segment != NULL)
		downlink_push(slot, refusal, 1);
}

void
seals_end(void)
{
	sealed_collect(false);
	downlink_mute(false);
	if (seals.mutes)
		refuse_last();
	seals.speaks = seals.mutes = false;
}

/*
 * Has a journal that gets no more records write all that it has got: its bye
 * comes behind them, and it reads nothing after that.
 */
static void
release_journal(uint32_t slot)
{
	if (slots_get(slot)->kind != KIND_JOURNAL ||
	    slots_get(slot)->down.queue.sealed == 0)
		return;
	sealed_release(slot);
	downlink_wake(slot);
}

/*
 * Notes that something can be stored again. As long as refused messages are in
 * the queues, nothing may be sealed there anew; nor before their records are
 * void, for those of new messages come behind them.
 */
static void
note_recovery(void)
{
	seals.recovered = true;
	if (!seals.gives_up && seals.refused == 0)
		seals.broken = false;
}

void
seals_set_journal(uint32_t slot)
{
	if (seals.journal != SLOT_NONE && seals.journal != slot)
		release_journal(seals.journal);
	seals.journal = slot;
	if (slot == SLOT_NONE)
		return;
	seals.unwritable = false;
	note_recovery();
}

void
seals_set_writable(bool is_so)
{
	seals.unwritable = !is_so;
	if (is_so)
		note_recovery();
}

/* Drops what can no longer be refused. */
static void
forget_spoken(uint64_t id)
{
	while (seals.count > 0 && spoken_at(0)->id <= id) {
		seals.first = (seals.first + 1) % SPOKEN_MAX;
		seals.count--;
	}
}

/* Opens the queues with lines of the batch that flies. */
static void
land(void)
{
	uint32_t slot;

	while ((slot = sealed_open()) != SLOT_NONE)
		downlink_wake(slot);
	seals.flies = false;
	seals_rest();
}

void
seals_stored(uint64_t id)
{
	if (id <= seals.stored)
		return;
	seals.stored = id;
	note_recovery();
	if (seals.refused == 0)
		forget_spoken(id);
	if (seals.flies && id >= seals.flying)
		land();
}

/* Returns what was said with that ID; null: it cannot be refused. */
static const struct spoken *
spoken_find(uint64_t id)
{
	size_t low = 0, high = seals.count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (spoken_at(middle)->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < seals.count && spoken_at(low)->id == id ? spoken_at(low) :
							       NULL;
}

static struct str
take_line(struct str *lines)
{
	const char *lf = memchr(lines->at, '\n', lines->len);
	const struct str line = { lines->at,
		lf != NULL ? (size_t)(lf - lines->at) : lines->len };

	str_drop(lines, lf != NULL ? line.len + 1 : line.len);
	return line;
}

/*
 * Returns what the line has said, or is the ok for, if that can be refused;
 * else null.
 */
static const struct spoken *
spoken_in(struct str line)
{
	struct str word, number;
	uint64_t id;

	(void)str_skip(&line, STR("ok "));
	word = str_word(&line);
	number = str_word(&line);
	if (command_of(word) == COUNT(commands) ||
	    !str_to_number(number, UINT64_MAX, &id))
		return NULL;
	return spoken_find(id);
}

/*
 * Takes the lines of a message of several lines, which follow "lines ID TO
 * ACTOR N".
 */
static void
take_lines_of(struct str line, struct str *rest)
{
	uint64_t count = 0;

	if (!str_skip(&line, STR("lines ")))
		return;
	for (size_t i = 0; i < 3; i++)
		(void)str_word(&line);
	(void)str_to_number(str_word(&line), LIMIT_LINES, &count);
	while (count-- > 0 && rest->len > 0)
		(void)take_line(rest);
}

/*
 * Judges an event with its tags: drops what was said, and tells its speaker.
 */
static struct outq_verdict
judge(struct str lines, void *of)
{
	const uint32_t *client = of;
	struct str rest = lines, line = take_line(&rest);
	const struct spoken *spoken;
	struct outq_verdict verdict;

	while (rest.len > 0 && str_begins(line, STR("tags ")))
		line = take_line(&rest);
	take_lines_of(line, &rest);
	spoken = spoken_in(line);
	budget_charge(WORK_ROW, 1);
	verdict = (struct outq_verdict) { .len = lines.len - rest.len,
		.drop = spoken != NULL };
	if (spoken != NULL && spoken->client == *client)
		verdict.instead = build_refusal(spoken);
	return verdict;
}

/* The journal's own queue has the lines of no batch but the one that flies. */
static void
take_off(void)
{
	seals.has_more = false;
	seals.flies = true;
	seals.flying = seals.last;
	seals.since = ticks_now();
	sealed_fly();
	if (seals.journal != SLOT_NONE) {
		sealed_release(seals.journal);
		downlink_wake(seals.journal);
	}
	if (seals.stored >= seals.flying) /* sent again to a new journal */
		land();
}

/*
 * Takes back what was said out of some of the queues in which it is sealed, as
 * many as the turn has time for.
 */
static void
go_on_giving_up(void)
{
	uint32_t slot;
	size_t count = 0;

	while ((count++ < LEAST || !budget_turn_is_spent()) &&
	    (slot = sealed_first()) != SLOT_NONE) {
		downlink_filter(slot, judge, &slots_get(slot)->client);
		sealed_release(slot);
		downlink_wake(slot);
	}
	seals.gives_up = sealed_first() != SLOT_NONE;
	if (seals.gives_up)
		watch_no_wait();
}

/*
 * Takes back what was said, wherever it is sealed. Everything else, and all
 * that comes, goes on.
 */
static void
give_up(void)
{
	if (!seals.broken)
		LOG_AT(LEVEL_ERR,
		    STR("history: cannot be written; messages of recorded "
			"groups are refused: {#messages} so far"),
		    DECIMAL(seals.count));
	seals.broken = seals.gives_up = true;
	seals.flies = seals.has_more = false;
	seals.recovered = false;
	seals.refused = seals.count;
	go_on_giving_up();
}

uint64_t
seals_refused(void)
{
	return seals.voided < seals.refused ? spoken_at(seals.voided)->id : 0;
}

/* Forgets what was refused, once it is in no queue and has no record. */
static void
forget_refused(void)
{
	if (seals.gives_up || seals.voided < seals.refused)
		return;
	seals.first = (seals.first + seals.refused) % SPOKEN_MAX;
	seals.count -= seals.refused;
	seals.refused = seals.voided = 0;
	if (seals.recovered)
		seals.broken = false;
}

void
seals_voided(void)
{
	seals.voided++;
	forget_refused();
}

/*
 * Takes over queues that a program before has sealed, if the state does not say
 * what they wait for: they may wait for hold_time.
 */
static void
take_over(void)
{
	if (seals.flies || seals.gives_up || !sealed_flies())
		return;
	seals.flies = true;
	seals.flying = seals.last;
	seals.since = ticks_now();
	FOR_EACH_SLOT(slot)
		release_journal(slot);
}

/* Returns for how long the batch that flies may still do so. */
static usec
time_left(void)
{
	const usec flown = ticks_now() - seals.since;
	const usec most = config_now()->hold_time;

	return flown < most ? most - flown : 0;
}

void
seals_turn(void)
{
	forget_refused();
	take_over();
	if (seals.gives_up)
		go_on_giving_up();
	else if ((seals.flies || seals.has_more) &&
	    (seals.unwritable || (seals.flies && time_left() == 0)))
		give_up();
	else if (!seals.flies && seals.has_more)
		take_off();
	if (seals.flies)
		alarms_at(ALARM_SEALS, ticks_now() + time_left());
}

void
seals_rest(void)
{
	if (config_now()->history == HISTORY_NO && !seals.flies &&
	    !seals.has_more && seals.count == 0)
		seals.last = 0;
}

static const struct field saved[] = {
	FIELD(BOOL, struct seals, flies),
	FIELD(BOOL, struct seals, has_more),
	FIELD(BOOL, struct seals, broken),
	FIELD(BOOL, struct seals, gives_up),
	FIELD(NUMBER, struct seals, last),
	FIELD(NUMBER, struct seals, stored),
	FIELD(NUMBER, struct seals, refused),
	FIELD(NUMBER, struct seals, voided),
	FIELD(LOOP, struct seals, since),
};

/*
 * Writes what seals_load makes of it, so that it is the same when it is saved
 * again; and nothing if nothing was sealed, for older programs.
 */
static void
seals_save(struct state *state)
{
	const size_t from = seals.gives_up ? 0 : seals.voided;
	struct seals loaded = seals;

	if (seals.last == 0)
		return;
	loaded.refused -= from;
	loaded.voided -= from;
	loaded.flies = seals.flies || seals.has_more;
	loaded.has_more = false;
	fields_put(state, FIELDS(saved), &loaded);
	for (size_t i = from; i < seals.count; i++)
		STATE_PUT(state, STR("spoken"), DECIMAL(spoken_at(i)->id),
		    DECIMAL(spoken_at(i)->client),
		    DECIMAL(spoken_at(i)->command));
}

static void
load_spoken(struct state *state)
{
	uint64_t words[3];

	if (!state_words(state, words, COUNT(words)))
		return;
	if (words[1] >= CLIENTS_MAX || words[2] >= COUNT(commands) ||
	    seals.count == SPOKEN_MAX ||
	    (seals.count > 0 && spoken_at(seals.count - 1)->id >= words[0])) {
		state_wrong(state, "invalid message");
		return;
	}
	*spoken_at(seals.count++) = (struct spoken) { words[0],
		(uint32_t)words[1], (uint32_t)words[2] };
}

/* An older program has all records void at once, and does not say so. */
static void
load_refused(void)
{
	if (seals.gives_up && seals.refused == 0)
		seals.refused = seals.voided = seals.count;
	if (seals.refused > seals.count)
		seals.refused = seals.count;
	if (seals.voided > seals.refused)
		seals.voided = seals.refused;
}

/*
 * All that is sealed flies: the next journal is asked for it again, and the one
 * that is there, which is about to be said goodbye, gets all of it.
 */
static void
seals_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("spoken")))
			load_spoken(state);
		else
			fields_get(state, FIELDS(saved), &seals);
	seals.flies = seals.flies || seals.has_more;
	seals.has_more = false;
	seals.flying = seals.last;
	FOR_EACH_SLOT(slot)
		release_journal(slot);
	load_refused();
	if (seals.flies)
		alarms_at(ALARM_SEALS, ticks_now() + config_now()->hold_time);
}

MODULE(seals) = { TABLES(TABLE(seals.spoken, SPOKEN_MAX)),
	SECTION("seals", seals, MODULE_MAY_LACK), ON_ALARM(ALARM_SEALS, NULL) };
