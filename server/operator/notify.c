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
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/str.h"

static struct notify {
	int fd; /* -1: there is no supervisor */
	usec period; /* of WATCHDOG=1; 0: not wanted */
	usec barked; /* ticks_mono of the last WATCHDOG=1 */
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
notify_say(struct str text)
{
	return notify.fd == -1 ||
	    io_write(notify.fd, text.at, text.len) == (ssize_t)text.len;
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
notify_reloaded(void)
{
	(void)notify_say(STR("READY=1\n"));
}

void
notify_stopping(void)
{
	(void)notify_say(STR("STOPPING=1\n"));
}

/* Ignores failures: the next message makes up for a lost one. */
void
notify_turn(void)
{
	if (notify.fd == -1 || notify.period == 0)
		return;
	if (ticks_mono() - notify.barked >= notify.period) {
		notify.barked = ticks_mono();
		(void)notify_say(STR("WATCHDOG=1\n"));
	}
	alarms_at(ALARM_NOTIFY,
	    ticks_now() + notify.period - (ticks_mono() - notify.barked));
}

static const struct field saved[] = {
	FIELD(FD, struct notify, fd),
	FIELD(NUMBER, struct notify, period),
	FIELD(REAL, struct notify, barked),
};

MODULE(notify) = { FIELDS_SECTION("notify", saved, notify) };
