/* The system's limits on clients: see capacity.h. */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include "base/config/capacity.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "base/config/self.h"
#include "base/log/log.h"
#include "shared/io.h"

/*
 * Descriptors besides two for each worker: listeners and their locks, the log,
 * the spare one, rejected clients, a pair being made.
 */
#define FDS_BESIDES 112

/* Other processes of the same user. */
#define PROCESSES_BESIDES 16

/* Raises the limit on descriptors to what so many clients need, if it can. */
static bool
limit_fds(size_t clients)
{
	const rlim_t fds = (rlim_t)(2 * clients + FDS_BESIDES);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	if (limit.rlim_cur >= fds)
		return true;
	limit.rlim_cur = fds;
	if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < fds)
		limit.rlim_max = fds; /* only root may */
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* Returns how many clients the hard limit on descriptors allows, up to wanted.
 */
static size_t
clients_by_fds(size_t wanted)
{
	struct rlimit limit;
	size_t clients;

	if (limit_fds(wanted))
		return wanted;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_max < FDS_BESIDES + 2)
		return 0;
	clients = ((size_t)limit.rlim_max - FDS_BESIDES) / 2;
	return limit_fds(clients) ? clients : 0;
}

/*
 * Returns how many clients the limit on processes allows, up to wanted. It does
 * not apply to root.
 */
static size_t
clients_by_processes(size_t wanted)
{
	struct rlimit limit;

	if (self_is_root() || getrlimit(RLIMIT_NPROC, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY ||
	    limit.rlim_cur >= wanted + PROCESSES_BESIDES)
		return wanted;
	return limit.rlim_cur > PROCESSES_BESIDES ?
	    (size_t)limit.rlim_cur - PROCESSES_BESIDES :
	    0;
}

/*
 * Warns if the pipes cannot grow: the user's pipes may hold so many pages (0:
 * no limit). Each client has two, of one page at first. Root has no limit.
 */
static void
look_at_pipes(size_t clients)
{
	char text[STR_DIGITS];
	uint64_t pages = 0;
	int fd = open("/proc/sys/fs/pipe-user-pages-soft", O_RDONLY);
	const ssize_t count = fd != -1 ? io_read(fd, text, sizeof(text)) : 0;

	io_close(&fd);
	if (count > 1 &&
	    str_to_number(
		(struct str) { text, (size_t)count - 1 }, UINT64_MAX, &pages) &&
	    pages > 0 && !self_is_root() && 2 * (uint64_t)clients >= pages)
		LOG_AT(LEVEL_WARNING,
		    STR("limit: the pipes of {} clients cannot grow, so busy "
			"groups will be slower: raise the sysctl "
			"fs.pipe-user-pages-soft (now {})"),
		    DECIMAL(clients), DECIMAL(pages));
}

bool
capacity_find(const struct config *config, size_t *clients, struct error *why)
{
	const size_t wanted = config->max_clients;
	const size_t by_fds = clients_by_fds(wanted);
	const size_t by_processes = clients_by_processes(wanted);

	*clients = by_fds < by_processes ? by_fds : by_processes;
	return *clients == wanted ||
	    (!config->max_clients_given && *clients > 0) ||
	    error_set(why, EX_OSERR,
		"cannot serve %zu clients: the limit on %s allows %zu: "
		"raise it (ulimit, or the unit), or lower max_clients",
		wanted, by_fds <= by_processes ? "descriptors" : "processes",
		*clients);
}

void
capacity_warn(const struct config *config, size_t clients)
{
	const size_t wanted = config->max_clients;

	if (clients < wanted)
		LOG_AT(LEVEL_WARNING,
		    STR("limit: max_clients is {} instead of {}: the limit on "
			"{} allows no more"),
		    DECIMAL(clients), DECIMAL(wanted),
		    clients_by_fds(wanted) == clients ? STR("descriptors") :
							STR("processes"));
	look_at_pipes(clients);
}
