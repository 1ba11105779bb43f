/* Under daemontools, svc starts, reloads, restarts and stops the server. */
#include "tests/lib/supervised.h"

static const struct supervised daemontools = {
	.supervisor = "supervise",
	.kind = "daemontools",
	.is_there = "svok service",
	.reload = "svc -h service",
	.restart = { "svc -t service" },
	.stop = "svc -d service",
	.end = "svc -x service",
};

int
main(void)
{
	return supervised_test(&daemontools);
}
