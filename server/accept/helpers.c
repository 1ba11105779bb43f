/* The children that are no client's: see helpers.h. */
#include "accept/helpers.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "accept/kinds.h"
#include "accept/spawn.h"
#include "base/alarms.h"
#include "base/fields.h"
#include "base/log.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "fork/exits.h"
#include "router/marks.h"
#include "router/slots.h"
#include "shared/io.h"

/* A helper that dies again and again is started no more seldom than this. */
#define AGAIN_MOST (30 * SEC)

/* One that has lived for so long has begun well. */
#define WELL (60 * SEC)

/* A socket of UDP, and where it is. */
struct place {
	int fd; /* -1: none is wanted */
	char wanted[ADDR_TEXT]; /* as configured */
	char text[ADDR_TEXT]; /* as it became: with the real port */
};

/* The responder is the only one yet. */
static struct helper {
	struct place now;
	struct place next; /* between prepare and use */
	bool changes; /* next is another one than now */
	int board; /* -1: there is none */
	bool begun; /* helpers_board has been called */
	uint32_t slot;
	usec delay; /* before it is started anew; 0: it has begun well */
	usec due;
} helper = { .now.fd = -1, .next.fd = -1, .board = -1, .slot = SLOT_NONE };

static bool
cannot_answer(const struct place *place, struct error *why)
{
	const bool taken = errno == EADDRINUSE || errno == EADDRNOTAVAIL;
	const bool denied = errno == EACCES || errno == EPERM;

	return error_set(why,
	    taken      ? EX_UNAVAILABLE :
		denied ? EX_NOPERM :
			 EX_OSERR,
	    "responder: cannot answer on %s: %s", place->wanted,
	    strerror(errno));
}

static bool
bind_place(struct place *place, struct addr *addr)
{
	const int on = 1;

	place->fd = socket(addr->to.any.sa_family, SOCK_DGRAM, 0);
	if (place->fd == -1 || !io_prepare(place->fd))
		return false;
	if (addr->to.any.sa_family == AF_INET6)
		/* For comfort: beside one of version 4 on the same port. */
		(void)setsockopt(
		    place->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(place->fd, &addr->to.any, addr->len) != 0)
		return false;
	addr->len = sizeof(addr->to);
	if (getsockname(place->fd, &addr->to.any, &addr->len) != 0)
		return false;
	addr_text(addr, place->text);
	return true;
}

static bool
open_place(struct place *place, const char *wanted, struct error *why)
{
	struct addr addr;

	*place = (struct place) { .fd = -1 };
	memcpy(place->wanted, wanted, strlen(wanted) + 1); /* fits: was read */
	if (addr_parse(&addr, wanted) != NULL)
		errno = EINVAL; /* the configuration has been checked */
	else if (bind_place(place, &addr))
		return true;
	io_close(&place->fd);
	return cannot_answer(place, why);
}

/* The words are, or it is where it became, as when its port is written out. */
static bool
is_same(const struct place *place, const char *wanted)
{
	struct addr one, other;

	if (strcmp(wanted, place->wanted) == 0)
		return true;
	return addr_parse(&one, wanted) == NULL &&
	    addr_parse(&other, place->text) == NULL && addr_same(&one, &other);
}

bool
helpers_prepare(const struct config *config, struct error *why)
{
	const char *wanted = config->responder;

	helper.changes = helper.now.fd == -1 ?
	    wanted != NULL :
	    wanted == NULL || !is_same(&helper.now, wanted);
	return !helper.changes || wanted == NULL ||
	    open_place(&helper.next, wanted, why);
}

static void
say_goodbye(void)
{
	if (helper.slot != SLOT_NONE)
		marks_say(helper.slot, BYE_SHUTDOWN, bye_word(BYE_SHUTDOWN));
}

static void
log_place(void)
{
	if (helper.now.fd == -1)
		return;
	if (helper.board == -1)
		LOG(STR("responder: there is no scoreboard to answer from; it "
			"is not started"));
	else
		LOG(STR("responder: answering on "), str_from(helper.now.text));
}

/* In the turn that follows; an alarm for now would be over with this one. */
static void
be_due(void)
{
	helper.due = ticks_now();
	watch_hurry();
}

/* The new one is started when the old one has died, or now. */
void
helpers_use(void)
{
	if (!helper.changes)
		return;
	helper.changes = false;
	say_goodbye();
	io_close(&helper.now.fd);
	helper.now = helper.next;
	helper.next.fd = -1;
	helper.delay = 0;
	be_due();
	if (helper.begun)
		log_place();
}

void
helpers_undo(void)
{
	io_close(&helper.next.fd);
	helper.changes = false;
}

void
helpers_board(int fd)
{
	helper.board = fd;
	helper.begun = true;
	log_place();
}

/* Twice as late each time. */
static void
put_off(void)
{
	const usec first = kinds_get(KINDS_RESPONDER)->again;

	helper.delay = helper.delay == 0 ? first : 2 * helper.delay;
	if (helper.delay > AGAIN_MOST)
		helper.delay = AGAIN_MOST;
	helper.due = ticks_now() + helper.delay;
	alarms_at(ALARM_HELPERS, helper.due);
}

static void
start(void)
{
	struct given given = { .kind = kinds_get(KINDS_RESPONDER),
		.socket = helper.now.fd,
		.board = helper.board };

	memcpy(given.peer, helper.now.text, sizeof(given.peer));
	helper.slot = spawn_helper(&given);
	if (helper.slot != SLOT_NONE)
		return;
	LOG(str_from(kinds_get(KINDS_RESPONDER)->name),
	    STR(": cannot be started: "), str_from(strerror(errno)));
	put_off();
}

void
helpers_turn(void)
{
	if (helper.now.fd != -1 && helper.board != -1 &&
	    helper.slot == SLOT_NONE && helper.due <= ticks_now() &&
	    !spawn_busy())
		start();
}

static void
log_death(const struct slot *slot)
{
	char pid[STR_DIGITS], seconds[STR_DIGITS];
	struct buf *line = log_begin();

	(void)BUF_CAT(line, str_from(slot->called), STR(": pid "),
	    str_number((uint64_t)slot->was, pid), STR(" has ended, "));
	exits_describe(line, slot->status);
	if (helper.now.fd != -1)
		(void)BUF_CAT(line, STR("; the next in "),
		    str_number(helper.delay / MSEC, seconds), STR(" ms"));
	log_end();
}

/* It was not wanted any more, and has been told so. */
static bool
was_let_go(const struct slot *slot)
{
	return slot->state != SLOT_OPEN && slot->bye == BYE_SHUTDOWN;
}

void
helpers_reaped(uint32_t number)
{
	const struct slot *slot = slots_get(number);

	if (number != helper.slot)
		return;
	helper.slot = SLOT_NONE;
	if (clock_mono() - slot->since >= WELL)
		helper.delay = 0;
	if (was_let_go(slot)) {
		be_due();
		return;
	}
	put_off();
	log_death(slot);
}

void
helpers_stop(void)
{
	say_goodbye();
	io_close(&helper.now.fd);
}

static const struct field saved[] = {
	FIELD(FD, struct helper, now.fd),
	FIELD(TEXT, struct helper, now.wanted),
	FIELD(TEXT, struct helper, now.text),
	FIELD(NUMBER, struct helper, delay),
	FIELD(LOOP, struct helper, due),
};

void
helpers_save(struct state *state)
{
	if (helper.slot != SLOT_NONE)
		state_put(state, STR("slot"), helper.slot);
	fields_put(state, FIELDS(saved), &helper);
}

void
helpers_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("slot")))
			helper.slot = slots_from_state(state);
		else
			fields_get(state, FIELDS(saved), &helper);
	if (helper.slot != SLOT_NONE &&
	    slots_get(helper.slot)->client != CLIENT_NONE)
		state_wrong(state, "the slot of a client");
	if (helper.due != 0)
		alarms_at(ALARM_HELPERS, helper.due);
}

void
helpers_renew(void)
{
	helper.delay = 0;
	say_goodbye();
}
