/*
 * Under s6, the server reports that it is ready, and s6-svc reloads, restarts
 * and stops it and waits for each.
 */
#include "tests/lib/supervised.h"

/* s6-svok looks at the FIFO alone, s6-svwait needs the status made after it. */
static const struct supervised s6 = {
	.supervisor = "s6-supervise",
	.kind = "s6",
	.is_there = "test -f service/supervise/status",
	.is_up = "s6-svwait -U -t 600000 service",
	.reload = "s6-svc -h service",
	.restart = { "s6-svc -r service" },
	.stop = "s6-svc -wD -T 600000 -d service && ! test -e socket",
	.end = "s6-svc -x service",
};

int
main(void)
{
	return supervised_test(&s6);
}
