/*
 * Checks the privileges that a child of the server has dropped: see confined.h.
 */
#include "confined.h"

#include "deadline.h"
#include "kernel.h"
#include "proc.h"
#include "tap.h"

static const struct {
	const char *field; /* of /proc/PID/status */
	long want;
} fields[] = {
	{ "NoNewPrivs", 1 }, { "Seccomp", 2 }, { "SigBlk", 0 },
	{ "SigCgt", 4000 }, /* TERM alone, in hexadecimal */
};

void
confined_check_limits(
    pid_t pid, const struct confined_limit *limits, size_t count)
{
	unsigned long limit[2];

	for (size_t i = 0; i < count; i++) {
		if (sanitized() && !limits[i].with_sanitizers)
			continue;
		proc_limits(pid, limits[i].row, limit);
		TAP_OK(limit[0] <= limits[i].most && limit[1] <= limits[i].most,
		    "%s: %lu, hard %lu", limits[i].row, limit[0], limit[1]);
	}
}

void
confined_check_privileges(pid_t pid)
{
	if (!kernel_can_lack() || sanitized()) {
		tap_note("no seccomp here, or a build with sanitizers");
		return;
	}
	for (size_t i = 0; i < COUNT(fields); i++)
		TAP_NUM(proc_status(pid, fields[i].field), fields[i].want, "%s",
		    fields[i].field);
	TAP_OK(!proc_is_open_to_its_user(pid),
	    "its own user may not look into it");
}
