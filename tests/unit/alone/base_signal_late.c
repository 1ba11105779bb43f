/*
 * server/base/loop/watch: a signal that comes when select has just found
 * nothing is seen before the server sleeps. -Wl,--wrap=pselect
 */
#include <signal.h>
#include <sys/select.h>

#include "server/base/loop/watch.h"

#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/must.h"

int __real_pselect(int, fd_set *, fd_set *, fd_set *, const struct timespec *,
    const sigset_t *);
int __wrap_pselect(int, fd_set *, fd_set *, fd_set *, const struct timespec *,
    const sigset_t *);

static struct {
	size_t calls;
	bool sleeps; /* it would, with the signal let in already */
} test;

int
__wrap_pselect(int top, fd_set *readable, fd_set *writable, fd_set *others,
    const struct timespec *time, const sigset_t *open)
{
	const struct timespec none = { 0 };
	const int ready =
	    __real_pselect(top, readable, writable, others, &none, open);

	if (++test.calls == 1)
		MUST(raise(SIGTERM) == 0, "cannot raise");
	else
		test.sleeps = ready == 0 && time == NULL;
	return ready;
}

int
main(void)
{
	int bell[2];

	MUST(modules_init() && watch_signals_init() && io_pipe(bell),
	    "no memory");
	watch_bell(bell[0], bell[1]);
	MUST(watch_wait(100 * SEC, WATCH_FOREVER), "select failed");
	TAP_OK(test.calls == 2 && !test.sleeps && watch_take_signal(SIGTERM),
	    "it is not slept over");
	return tap_done();
}
