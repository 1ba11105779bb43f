/* A pipe, and those at it whose partner is killed. */
#include <errno.h>
#include <signal.h>

#include "tests/course/ipc/trial.h"

int
main(void)
{
	trial_of(&pipe_mechanism);
	trial_carries();
	trial_killed_behind(ENDED);
	trial_killed_within(TORN);
	trial_receiver_killed(EPIPE, SIGPIPE);
	return tap_done();
}
