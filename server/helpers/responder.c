/*
 * The responder answers health checks over UDP (forkcast-protocol(7), HEALTH).
 * It reads the head of the scoreboard and nothing else, so that it can report
 * on the server even while the parent cannot.
 *
 * The parent sleeps while nothing happens, so its last sign of life may be old
 * although all is well. If it is too old when somebody asks, the responder asks
 * the parent for a new one over the pipe, and waits for that, but not for long:
 * a parent that does not answer is stuck, and is called so until it has.
 */
#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/data/bucket.h"
#include "process/fork/child.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/responder.h"
#include "shared/score.h"

/* A sign of life that is not older than this is new enough. */
#define FRESH SEC

/* How long the parent may take to give one. */
#define PATIENCE (250 * MSEC)

/* The limit for all answers together: never more than 1,000 in a second. */
static const struct rate answers = { 900, 100, SEC };

/* Requests that are read in a turn. */
#define BATCH 64

/* The longest datagram. */
#define DATAGRAM 65536

static struct {
	const struct score_board *board; /* mapped up to the end of its pulse */
	uint32_t ring; /* written to the bell */
	bool asked; /* the parent, which has not answered yet */
	usec heard_at; /* clock_mono: its last answer, or our start */
	struct bucket answered;
	struct buf down; /* from the parent */
	struct buf up;
	char room[2 * LIMIT_LINE];
	char up_room[16];
	bool over; /* the parent has said bye, or has gone */
	bool bye_heard;
} self;

static const struct str states[] = {
	[SCORE_RUNNING] = LIT(RESPONDER_RUNNING),
	[SCORE_DRAINING] = LIT(RESPONDER_DRAINING),
	[SCORE_STOPPING] = LIT(RESPONDER_STOPPING),
};

static usec
age_of(usec now, usec then)
{
	return now > then ? now - then : 0;
}

/*
 * Returns the time since the parent wrote to the scoreboard or answered here. A
 * time in the future, from before the clock was set back, is ignored.
 */
static usec
beat_age(const struct score_pulse *pulse)
{
	const usec wall = clock_wall();
	const usec heard = age_of(clock_mono(), self.heard_at);
	const usec shown = age_of(wall, pulse->beat);

	return pulse->beat > wall || heard < shown ? heard : shown;
}

/* Reads the parent's lines. They are short, so there is always room. */
static void
read_parent(void)
{
	struct command said;
	struct str line;

	self.over = !child_read(&self.down);
	while (buf_line(&self.down, &line) == LINE_WHOLE) {
		if (grammar_parse(line, FROM_SERVER, &said) != CODE_OK)
			said.rule = NULL;
		if (said.rule != NULL && said.rule->verb == VERB_BYE)
			self.over = self.bye_heard = true;
		if (said.rule != NULL && said.rule->verb == VERB_OK) {
			self.asked = false;
			self.heard_at = clock_mono();
		}
		buf_drop_line(&self.down, line);
	}
}

/* Asks the parent for a sign of life, and waits for it. */
static void
ask_parent(void)
{
	struct pollfd down = { .fd = CHILD_DOWNLINK, .events = POLLIN };
	const usec end = clock_mono() + PATIENCE;
	usec now = clock_mono();

	/* The pipe is empty: the parent has answered all. */
	(void)BUF_SAY(&self.up, STR("ping"));
	(void)child_flush(&self.up, self.ring); /* or the loop sees the end */
	self.asked = true;
	while (self.asked && !self.over && !sandbox_has_term() && now < end &&
	    child_wait(&down, 1, end - now)) {
		if (down.revents != 0)
			read_parent();
		now = clock_mono();
	}
}

/* Answers once: a client that misses a datagram asks again. */
static void
answer(const struct addr *from, struct str token)
{
	char room[RESPONDER_LEAST];
	struct score_pulse pulse;
	struct responder_answer said;
	struct buf line;

	(void)score_get(self.board->pulse.word, &pulse, sizeof(pulse));
	if (!self.asked && beat_age(&pulse) > FRESH) {
		ask_parent();
		/* If it hangs and has left it half written, it is shown so. */
		(void)score_get(self.board->pulse.word, &pulse, sizeof(pulse));
	}
	said = (struct responder_answer) {
		.token = token,
		.state = self.asked ? STR(RESPONDER_STUCK) :
				      states[pulse.state % COUNT(states)],
		.clients = pulse.clients,
		.max = pulse.clients_max,
		.uptime = age_of(clock_wall(), self.board->head.started) / SEC,
		.beat_age = beat_age(&pulse),
	};
	buf_init(&line, room, sizeof(room));
	if (responder_answer(&line, &said) &&
	    bucket_take(&self.answered, &answers, clock_mono()))
		(void)sendto(CHILD_SOCKET, room, buf_len(&line), 0,
		    &from->to.any, from->len);
}

/* Reads one datagram; false if there is none. */
static bool
read_request(void)
{
	static char room[DATAGRAM];
	struct addr from = { .len = sizeof(from.to) };
	const ssize_t count = recvfrom(
	    CHILD_SOCKET, room, sizeof(room), 0, &from.to.any, &from.len);
	struct str token;

	if (count < 0)
		return errno != EAGAIN && errno != EWOULDBLOCK;
	if (responder_read_request(
		(struct str) { room, (size_t)count }, &token))
		answer(&from, token);
	return true;
}

static bool
turn(void)
{
	struct pollfd fds[] = { { .fd = CHILD_SOCKET, .events = POLLIN },
		{ .fd = CHILD_DOWNLINK, .events = POLLIN } };

	if (!child_wait(fds, COUNT(fds), CHILD_FOREVER))
		return false;
	if (fds[1].revents != 0)
		read_parent();
	for (size_t i = 0; fds[0].revents != 0 && i < BATCH && !self.over; i++)
		if (!read_request())
			break;
	return true;
}

static bool
responder_start(const struct child_args *given)
{
	void *at =
	    mmap(NULL, SCORE_SHOWN, PROT_READ, MAP_SHARED, given->board, 0);

	title_init(given->title);
	self.ring = given->ring;
	self.heard_at = clock_mono();
	buf_init(&self.down, self.room, sizeof(self.room));
	buf_init(&self.up, self.up_room, sizeof(self.up_room));
	if (at == MAP_FAILED || !sandbox_enter(given))
		return false;
	self.board = at;
	TITLE(STR("forkcastd: "), str_from(given->kind->name), STR(" "),
	    str_from(given->peer));
	return true;
}

int
responder_main(const struct child_args *given)
{
	if (!responder_start(given))
		return EXITS_SANDBOX;
	while (!self.over && !sandbox_has_term())
		if (!turn())
			return EXITS_POLL;
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}
