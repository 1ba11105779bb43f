/*
 * server/operator/notify: the watchdog has its word in time, and the loop wakes
 * for nothing else.
 */
#include "server/operator/notify.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define TIME SEC /* of the watchdog */
#define WORDS 10

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

static int
listen_for_words(void)
{
	char path[SCRATCH_PATH];
	struct addr addr;

	scratch_path(path, "notify");
	const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	MUST(addr_parse(&addr, path) == NULL && fd != -1 && io_prepare(fd) &&
		bind(fd, &addr.to.any, addr.len) == 0,
	    "cannot bind %s", path);
	MUST(setenv("NOTIFY_SOCKET", path, 1) == 0 &&
		setenv("WATCHDOG_USEC", "1000000", 1) == 0,
	    "out of memory");
	return fd;
}

static bool
hears(int fd, struct str want)
{
	char room[256];
	const ssize_t len = io_read(fd, room, sizeof(room));

	return len > 0 && (size_t)len >= want.len &&
	    memcmp(room, want.at, want.len) == 0;
}

/* Sleeps as the loop does, once; how long that was. */
static usec
sleep_once(void)
{
	notify_watch();
	MUST(alarms_next() != ALARMS_NEVER, "it sleeps for ever");
	const usec time = alarms_next() - ticks_now();
	pace(time);
	ticks_advance(time);
	MUST(alarms_take(ticks_now()) == ALARM_NOTIFY, "it is another's alarm");
	notify_turn();
	return time;
}

int
main(void)
{
	const int fd = listen_for_words();
	struct error why;

	stage_begin(options);
	MUST(notify_open(&why) && notify_ready(&why), "%s", why.text);
	TAP_OK(hears(fd, STR("READY=1\nSTATUS=")), "it is ready");
	for (int i = 0; i < WORDS; i++) {
		TAP_NUM(sleep_once(), TIME / 2, "it sleeps half of the time");
		TAP_OK(
		    hears(fd, STR("WATCHDOG=1\n")), "and then says its word");
	}
	return tap_done();
}
