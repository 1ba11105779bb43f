/*
 * pselect(2) on the clock that the test moves: see pace.h. Linked with
 * --wrap=pselect, as the calls of tests/faults are.
 */
#include <sys/select.h>

#include "pace.h"

int __real_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);

int
__wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask)
{
	const struct timespec now = { 0 };
	int ready;

	if (pace_is_real())
		return __real_pselect(width, in, out, odd, time, mask);
	ready = __real_pselect(
	    width, in, out, odd, time == NULL ? NULL : &now, mask);
	if (ready == 0 && time != NULL)
		pace((usec)time->tv_sec * SEC + (usec)time->tv_nsec / 1000);
	return ready;
}
