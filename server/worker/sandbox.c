/* What a worker gives up: see sandbox.h. */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include "worker/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "shared/io.h"
#include "shared/str.h"

/* Far more than it ever touches: its buffers are 268 KiB. */
#define MEMORY_MAX ((rlim_t)64 * 1024 * 1024)

#ifdef SANITIZED
#include <sanitizer/common_interface_defs.h>

#define FDS (WORKER_FDS + 1)

/* Reports go to what was standard error, at the number behind the four. */
static bool
keep_reports(int report)
{
	if (!io_copy(report, FDS - 1))
		return false;
	__sanitizer_set_report_fd((void *)(intptr_t)(FDS - 1));
	return true;
}
#else
#define FDS WORKER_FDS

static bool
keep_reports(int report)
{
	(void)report;
	return true;
}
#endif

bool
sandbox_descriptors(const int given[WORKER_FDS])
{
	const int report = fcntl(STDERR_FILENO, F_DUPFD, FDS);
	int safe[WORKER_FDS];

	if (report == -1)
		return false;
	/* First out of each other's way, then to their places. */
	for (int i = 0; i < WORKER_FDS; i++)
		if ((safe[i] = fcntl(given[i], F_DUPFD, FDS)) == -1)
			return false;
	for (int i = 0; i < WORKER_FDS; i++)
		if (!io_copy(safe[i], i))
			return false;
	return keep_reports(report) && io_close_from(FDS);
}

bool
sandbox_signals(void)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP,
		SIGUSR1, SIGUSR2, SIGPIPE };
	static const int reset[] = { SIGCHLD, SIGXFSZ };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction normal = { .sa_handler = SIG_DFL };

	for (size_t i = 0; i < COUNT(ignored); i++)
		if (sigaction(ignored[i], &ignore, NULL) != 0)
			return false;
	for (size_t i = 0; i < COUNT(reset); i++)
		if (sigaction(reset[i], &normal, NULL) != 0)
			return false;
	return true;
}

static const struct {
	int resource;
	rlim_t max;
} limits[] = {
	{ RLIMIT_NOFILE, FDS },
	{ RLIMIT_NPROC, 0 },
	{ RLIMIT_CORE, 0 },
#ifndef SANITIZED
	{ RLIMIT_AS, MEMORY_MAX },
	{ RLIMIT_FSIZE, 0 },
#endif
};

bool
sandbox_limits(void)
{
	for (size_t i = 0; i < COUNT(limits); i++) {
		const struct rlimit limit = { limits[i].max, limits[i].max };
		if (setrlimit(limits[i].resource, &limit) != 0)
			return false;
	}
	return true;
}
