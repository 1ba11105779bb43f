/* Under runit, sv starts, reloads, restarts and stops the server. */
#include "tests/lib/supervised.h"

#define SV(command) "sv -w 600 " command " $PWD/service"

static const struct supervised runit = {
	.supervisor = "runsv",
	.kind = "runit",
	.is_there = SV("status"),
	.is_up = SV("start"),
	.reload = SV("hup"),
	.restart = { SV("term"), SV("restart") },
	.stop = SV("stop"),
	.end = SV("exit"),
};

int
main(void)
{
	return supervised_test(&runit);
}
