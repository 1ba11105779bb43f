/* Messages to the supervisor: see notify.h. */
#include "operator/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>

#include "base/config/self.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/str.h"

/* The shortest time between two reports of the number of clients. */
#define STATUS_TIME SEC

static struct notify {
	int fd; /* -1: there is no supervisor */
	usec period; /* of WATCHDOG=1; 0: not wanted */
	usec barked; /* ticks_mono of the last WATCHDOG=1 */
	usec said; /* ticks_mono of the last report of the number of clients */
	size_t clients; /* in the last report */
	bool refused; /* the last reload was */
	bool stopping;
} notify = { .fd = -1 };

static bool
cannot_notify(const char *path, struct error *why)
{
	return error_set(why, EX_OSERR, "cannot notify NOTIFY_SOCKET %s: %s",
	    path, strerror(errno));
}

/*
 * Connects to a path, or to an abstract address if it begins with @. -1 with
 * errno.
 */
static int
connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const size_t len = strlen(path);
	int fd;

	errno = path[0] == '/' || path[0] == '@' ? ENAMETOOLONG : EAFNOSUPPORT;
	if (errno == EAFNOSUPPORT || len >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (fd != -1 &&
	    (!io_prepare(fd) ||
		connect(fd, (const struct sockaddr *)&to,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			len)) != 0))
		io_close(&fd);
	return fd;
}

/*
 * Finds out whether there is a watchdog; false with *why. We report twice as
 * often as it expects, so that a report may be late.
 */
static bool
find_watchdog(struct error *why)
{
	const char *time = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID"); /* null: any process */
	uint64_t number;

	if (time == NULL || (pid != NULL && !self_is_pid(pid)))
		return true;
	if (!str_to_number(str_from(time), UINT64_MAX - 1, &number))
		return error_set(why, EX_USAGE,
		    "cannot use the watchdog: WATCHDOG_USEC %s is not a number "
		    "of microseconds",
		    time);
	notify.period = number / 2;
	return true;
}

bool
notify_open(struct error *why)
{
	const char *path = getenv("NOTIFY_SOCKET");

	if (path == NULL || path[0] == '\0')
		return true;
	notify.fd = connect_to(path);
	return notify.fd != -1 ? find_watchdog(why) : cannot_notify(path, why);
}

static bool
send_text(struct str text)
{
	return io_write(notify.fd, text.at, text.len) == (ssize_t)text.len;
}

/* Sends these assignments and the number of clients. */
static bool
notify_say(struct str assignments)
{
	const bool many = clients_used() > clients_counts()->max;
	char room[256];
	struct buf text;

	if (notify.fd == -1)
		return true;
	notify.clients = clients_used();
	notify.said = ticks_mono();
	buf_init(&text, room, sizeof(room));
	/* It fits: the longest text is half of that. */
	(void)BUF_CAT(&text, assignments, STR("STATUS="),
	    DECIMAL(notify.clients),
	    many ? STR(" clients, limit ") : STR(" of "),
	    DECIMAL(clients_counts()->max), many ? STR("") : STR(" clients"),
	    notify.stopping ?
		STR("; stopping") :
		notify.refused ?
		STR("; the last reload was refused: see the log") :
		STR(""),
	    STR("\n"));
	return send_text(buf_str(&text));
}

bool
notify_ready(struct error *why)
{
	notify.barked = ticks_mono();
	return notify_say(STR("READY=1\n")) ||
	    cannot_notify(getenv("NOTIFY_SOCKET"), why);
}

/* Adds the time, which tells this reload from a later one. */
void
notify_reloading(void)
{
	char room[64];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, STR("RELOADING=1\nMONOTONIC_USEC="),
	    DECIMAL(clock_mono()), STR("\n")); /* empty: it fits */
	(void)notify_say(buf_str(&text));
}

void
notify_reloaded(bool good)
{
	notify.refused = !good;
	(void)notify_say(STR("READY=1\n"));
}

/* Reports the result of the last reload again, as it still holds. */
void
notify_upgraded(void)
{
	(void)notify_say(STR("READY=1\n"));
}

void
notify_stopping(void)
{
	notify.stopping = true;
	(void)notify_say(STR("STOPPING=1\n"));
}

/* Returns the time left of a span, counted from the start of the turn. */
static usec
left(usec since, usec span)
{
	const usec passed = ticks_mono() - since;

	return passed < span ? span - passed : 0;
}

/*
 * Sends what is due, and ignores failures: the next message makes up for a lost
 * one.
 */
void
notify_turn(void)
{
	if (notify.fd == -1)
		return;
	if (notify.period > 0 && left(notify.barked, notify.period) == 0) {
		notify.barked = ticks_mono();
		(void)send_text(STR("WATCHDOG=1\n"));
	}
	if (notify.clients != clients_used() &&
	    left(notify.said, STATUS_TIME) == 0)
		(void)notify_say(STR(""));
}

void
notify_watch(void)
{
	if (notify.fd == -1)
		return;
	if (notify.period > 0)
		alarms_at(ALARM_NOTIFY,
		    ticks_now() + left(notify.barked, notify.period));
	if (notify.clients != clients_used())
		alarms_at(
		    ALARM_NOTIFY, ticks_now() + left(notify.said, STATUS_TIME));
}

static const struct field saved[] = {
	FIELD(FD, struct notify, fd),
	FIELD(NUMBER, struct notify, period),
	FIELD(REAL, struct notify, barked),
	FIELD(REAL, struct notify, said),
	FIELD(NUMBER, struct notify, clients),
	FIELD(BOOL, struct notify, refused),
};

MODULE(notify) = { FIELDS_SECTION("notify", saved, notify, 0) };
