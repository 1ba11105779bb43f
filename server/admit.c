/* Who comes in: see admit.h. */
#include "admit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "bucket.h"
#include "config.h"
#include "listen.h"
#include "log.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "shared/str.h"
#include "slots.h"
#include "spawn.h"
#include "ticks.h"
#include "timers.h"
#include "users.h"
#include "watch.h"

/* Taken from one listener in a turn, so that those within are served too. */
#define ACCEPT_BATCH 64

/*
 * Those who were turned away are kept for a while: closing at once, with
 * unread input, would throw away what they have been told. That many at a time
 * also bounds the rate, and the log.
 */
#define TURNED_AWAY 8
#define TURNED_AWAY_TIME SEC

/*
 * So many places are for who finds the server full: a user who has too many
 * connections and comes again and again is not to keep others out by that.
 */
#define PLACES_KEPT 4

static struct {
	struct {
		int fd; /* -1: free */
		usec until;
	} away[TURNED_AWAY];
	struct bucket lines; /* of the log about those who were refused */
	size_t not_logged; /* who were refused since the last such line */
	int spare; /* -1: used up */
	bool stopped;
} admit;

static bool
open_spare(void)
{
	if (admit.spare == -1)
		admit.spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return admit.spare != -1;
}

bool
admit_init(void)
{
	for (size_t i = 0; i < TURNED_AWAY; i++)
		admit.away[i].fd = -1;
	admit.spare = -1;
	return open_spare();
}

/* How many more can be turned away now. */
static size_t
free_places(void)
{
	size_t count = 0;

	for (size_t i = 0; i < TURNED_AWAY; i++)
		count += admit.away[i].fd == -1;
	return count;
}

static bool
can_accept(void)
{
	return !admit.stopped && admit.spare != -1 && !spawn_busy() &&
	    free_places() > 0;
}

void
admit_watch(void)
{
	const bool able = can_accept();

	for (size_t i = 0; i < listen_count(); i++)
		watch_read(listen_get(i)->fd, able);
}

void
admit_stop(void)
{
	admit.stopped = true;
}

bool
admit_release(void)
{
	bool left = false;

	for (size_t i = 0; i < TURNED_AWAY; i++) {
		if (admit.away[i].fd == -1)
			continue;
		if (admit.away[i].until <= ticks_now())
			io_close(&admit.away[i].fd);
		else
			left = true;
	}
	if (!open_spare())
		left = true;
	return left;
}

/* The peer as the log shows it: its address, or the UNIX socket's path. */
static void
name_peer(int fd, const struct listener *listener, char peer[ADDR_TEXT])
{
	struct addr addr = { .len = sizeof(addr.to) };

	if (addr_is_unix(&listener->addr) ||
	    getpeername(fd, &addr.to.any, &addr.len) != 0)
		memcpy(peer, listener->text, ADDR_TEXT);
	else
		addr_text(&addr, peer);
}

static void
log_turned_away(const char *peer, const char *why)
{
	char used[STR_DIGITS], max[STR_DIGITS];

	if (why != NULL)
		LOG(STR("full: "), str_from(peer), STR(" turned away ("),
		    str_from(why), STR(")"));
	else
		LOG(STR("full: "), str_from(peer), STR(" turned away ("),
		    str_number(slots_used(), used), STR(" of "),
		    str_number(slots_max(), max), STR(" clients)"));
}

/* Says bye to a newcomer. */
static void
say_bye(int fd, struct str text)
{
	char room[256];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	/* One try: a socket that has just been made takes a line. */
	if (BUF_SAY(&line, STR("bye"), bye_word(BYE_SERVER_FULL), text))
		(void)io_write(fd, room, buf_len(&line));
	(void)shutdown(fd, SHUT_WR); /* the peer may be gone already */
}

/* Keeps it for a while, if so many places are left then. */
static void
keep_awhile(int fd, size_t kept)
{
	size_t place = 0;

	if (free_places() <= kept) {
		io_close(&fd);
		return;
	}
	while (admit.away[place].fd != -1)
		place++;
	admit.away[place].fd = fd;
	admit.away[place].until = ticks_now() + TURNED_AWAY_TIME;
	timers_need();
}

/* There is no room for it; why is null if there are too many clients. */
static void
turn_away(int fd, const char *peer, const char *why)
{
	log_turned_away(peer, why);
	say_bye(fd, bye_text(BYE_SERVER_FULL));
	keep_awhile(fd, 0);
}

static void
log_refused(const char *path, uid_t user)
{
	const struct rate rate = { 1, 10, SEC };
	char number[STR_DIGITS], more[STR_DIGITS];

	if (!bucket_take(&admit.lines, &rate, ticks_mono())) {
		admit.not_logged++;
		return;
	}
	if (admit.not_logged > 0)
		LOG(STR("refused: "), str_number(admit.not_logged, more),
		    STR(" more not logged"));
	admit.not_logged = 0;
	LOG(STR("refused: "), str_from(path), STR(" uid "),
	    str_number(user, number), STR(" (too many of its user)"));
}

/* Its user has too many connections already. */
static void
refuse_user(int fd, const char *path, uid_t user)
{
	log_refused(path, user);
	say_bye(fd, STR("you have too many connections here; close one"));
	keep_awhile(fd, PLACES_KEPT);
}

/*
 * Out of descriptors: the spare is spent on telling one newcomer so. Until it
 * can be had again nobody is accepted.
 */
static void
turn_one_away(const struct listener *listener, const char *why)
{
	char peer[ADDR_TEXT];
	int fd;

	io_close(&admit.spare);
	timers_need();
	fd = io_accept(listener->fd);
	if (fd == -1)
		return;
	name_peer(fd, listener, peer);
	turn_away(fd, peer, why);
}

/* Whose slot it is, if the system knows; false if the user has too many. */
static bool
enter_user(int fd, const struct listener *listener, struct slot *slot)
{
	uid_t user;

	if (!addr_is_unix(&listener->addr) || !users_peer(fd, &user) ||
	    users_enter(slot, user, config_now()->max_per_user))
		return true;
	refuse_user(fd, listener->text, user);
	return false;
}

static void
release(uint32_t number)
{
	users_leave(slots_get(number));
	slots_release(number);
}

static void
let_in(int fd, const struct listener *listener)
{
	const uint32_t number = slots_take();
	char peer[ADDR_TEXT];

	name_peer(fd, listener, peer);
	if (number == SLOT_NONE) {
		turn_away(fd, peer, NULL);
		return;
	}
	memcpy(slots_get(number)->peer, peer, sizeof(peer));
	if (!enter_user(fd, listener, slots_get(number))) {
		release(number);
		return;
	}
	if (spawn_worker(number, fd, listener->local)) {
		io_close(&fd);
		return;
	}
	release(number);
	turn_away(fd, peer, strerror(errno));
}

/* Accepts one. False if there is nobody left to accept now. */
static bool
accept_one(const struct listener *listener)
{
	const int fd = io_accept(listener->fd);

	if (fd != -1) {
		let_in(fd, listener);
		return can_accept();
	}
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		turn_one_away(listener, strerror(errno));
		return false;
	case EAGAIN:
		return false;
	default:
		return true; /* this one has gone again: accept(2), ERRORS */
	}
}

void
admit_ready(void)
{
	for (size_t i = 0; i < listen_count(); i++) {
		const struct listener *listener = listen_get(i);
		size_t left = ACCEPT_BATCH;
		if (watch_readable(listener->fd) != listener->fd)
			continue;
		while (left > 0 && can_accept() && accept_one(listener))
			left--;
	}
}
