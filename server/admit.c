/* Who comes in: see admit.h. */
#include "admit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "config.h"
#include "listen.h"
#include "log.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "shared/network.h"
#include "shared/str.h"
#include "slots.h"
#include "spawn.h"
#include "ticks.h"
#include "timers.h"
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

static struct {
	struct {
		int fd; /* -1: free */
		usec until;
	} away[TURNED_AWAY];
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

/* A place for one more that is turned away, or TURNED_AWAY. */
static size_t
free_place(void)
{
	size_t i = 0;

	while (i < TURNED_AWAY && admit.away[i].fd != -1)
		i++;
	return i;
}

static bool
can_accept(void)
{
	return !admit.stopped && admit.spare != -1 && !spawn_busy() &&
	    free_place() < TURNED_AWAY;
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

/* The peer's address, or the UNIX socket's path; false if it has gone again. */
static bool
find_peer(int fd, const struct listener *listener, struct addr *addr)
{
	if (addr_is_unix(&listener->addr)) {
		*addr = listener->addr;
		return true;
	}
	addr->len = sizeof(addr->to);
	return getpeername(fd, &addr->to.any, &addr->len) == 0;
}

/* May it say for whom it speaks? Whoever can get at a UNIX socket may. */
static bool
is_trusted(const struct addr *addr)
{
	const struct config_list *trusted = &config_now()->trusted;
	struct network network;
	struct ip ip;

	if (!network_ip(&ip, addr))
		return addr_is_unix(addr);
	for (size_t i = 0; i < trusted->count; i++)
		if (network_parse(&network, trusted->at[i]) == NULL &&
		    network_contains(&network, &ip))
			return true;
	return false;
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

/* Says bye to a newcomer, with the sentence. */
static void
say_bye(int fd, struct str text)
{
	const size_t place = free_place();
	char room[256];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	/* One try: a socket that has just been made takes a line. */
	if (BUF_SAY(&line, STR("bye"), bye_word(BYE_SERVER_FULL), text))
		(void)io_write(fd, room, buf_len(&line));
	(void)shutdown(fd, SHUT_WR); /* the peer may be gone already */
	if (place == TURNED_AWAY) {
		io_close(&fd);
		return;
	}
	admit.away[place].fd = fd;
	admit.away[place].until = ticks_now() + TURNED_AWAY_TIME;
	timers_need();
}

/* There is no place for it; why is null if there are too many clients. */
static void
turn_away(int fd, const char *peer, const char *why)
{
	log_turned_away(peer, why);
	say_bye(fd, bye_text(BYE_SERVER_FULL));
}

/* It would not be let in if there were. */
static void
refuse(int fd, const char *peer, const char *why)
{
	LOG(STR("refused: "), str_from(peer), STR(" ("), str_from(why),
	    STR(")"));
	say_bye(fd, STR("connections from your address are not let in"));
}

/*
 * Out of descriptors: the spare is spent on telling one newcomer so. Until it
 * can be had again nobody is accepted.
 */
static void
turn_one_away(const struct listener *listener, const char *why)
{
	char peer[ADDR_TEXT];
	struct addr addr;
	int fd;

	io_close(&admit.spare);
	timers_need();
	fd = io_accept(listener->fd);
	if (fd == -1)
		return;
	if (!find_peer(fd, listener, &addr)) {
		io_close(&fd);
		return;
	}
	addr_text(&addr, peer);
	turn_away(fd, peer, why);
}

/* What is to be known of a newcomer before its worker can say anything. */
static void
describe(struct slot *slot, const struct listener *listener, const char *peer)
{
	memcpy(slot->peer, peer, sizeof(slot->peer));
	slot->strange = listener->proxy;
	slot->guarded = listener->proxy || !addr_is_unix(&listener->addr);
}

static void
let_in(int fd, const struct listener *listener)
{
	char peer[ADDR_TEXT];
	struct addr addr;
	uint32_t number;

	if (!find_peer(fd, listener, &addr)) {
		io_close(&fd);
		return;
	}
	addr_text(&addr, peer);
	if (listener->proxy && !is_trusted(&addr)) {
		refuse(fd, peer, "not trusted");
		return;
	}
	number = slots_take();
	if (number == SLOT_NONE) {
		turn_away(fd, peer, NULL);
		return;
	}
	describe(slots_get(number), listener, peer);
	if (spawn_worker(number, fd, listener->local)) {
		io_close(&fd);
		return;
	}
	slots_release(number);
	turn_away(fd, peer, strerror(errno));
}

void
admit_proxied(uint32_t number, const struct addr *addr)
{
	addr_text(addr, slots_get(number)->peer);
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
