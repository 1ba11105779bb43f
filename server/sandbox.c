/* What a worker gives up: see sandbox.h. */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include "sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* More than it has ever touched; its buffers are a twentieth of that. */
#define MEMORY_MAX ((rlim_t)64 * 1024 * 1024)

#ifdef SANITIZED
#include <sanitizer/common_interface_defs.h>

#define FDS 4

/* Reports go to what was standard error, at the number behind the three. */
static bool
keep_reports(int report)
{
	if (dup2(report, FDS - 1) == -1)
		return false;
	__sanitizer_set_report_fd((void *)(intptr_t)(FDS - 1));
	return true;
}
#else
#define FDS 3

static bool
keep_reports(int report)
{
	(void)report;
	return true;
}
#endif

bool
sandbox_descriptors(int socket, int uplink, int downlink)
{
	/* Above all that is in use, so that no dup2 below hits it. */
	const int report = fcntl(STDERR_FILENO, F_DUPFD, FDS);

	return report != -1 && dup2(socket, WORKER_SOCKET) != -1 &&
	    dup2(uplink, WORKER_UPLINK) != -1 &&
	    dup2(downlink, WORKER_DOWNLINK) != -1 && keep_reports(report) &&
	    io_close_from(FDS);
}

bool
sandbox_signals(void)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP,
		SIGUSR1, SIGUSR2, SIGPIPE };
	static const int reset[] = { SIGCHLD };
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
