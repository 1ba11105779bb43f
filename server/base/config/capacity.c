/* The system's limits on clients: see capacity.h. */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include "base/config/capacity.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
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

static size_t
fds_for(size_t clients)
{
	return 2 * clients + FDS_BESIDES;
}

static struct {
	struct rlimit before; /* the limit that capacity_find found */
	bool set; /* the limit was set once */
} capacity;

/*
 * Raises the limit; the first call may lower it, but later on descriptors above
 * it may be in use. False with errno on failure.
 */
static bool
limit_fds(size_t fds)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	if (capacity.set && limit.rlim_cur >= (rlim_t)fds)
		return true;
	limit.rlim_cur = (rlim_t)fds;
	if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < limit.rlim_cur)
		limit.rlim_max = limit.rlim_cur; /* only root may */
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/*
 * Returns how many clients the hard limit on descriptors allows, up to wanted.
 */
static size_t
clients_by_fds(size_t wanted)
{
	struct rlimit limit;

	if (limit_fds(fds_for(wanted)))
		return wanted;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_max < FDS_BESIDES + 2)
		return 0;
	const size_t clients = ((size_t)limit.rlim_max - FDS_BESIDES) / 2;
	return limit_fds(fds_for(clients)) ? clients : 0;
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
	if (count <= 1 ||
	    !str_to_number(
		(struct str) { text, (size_t)count - 1 }, UINT64_MAX, &pages) ||
	    pages == 0 || self_is_root() || 2 * (uint64_t)clients < pages)
		return;
	LOG_AT(LEVEL_WARNING,
	    STR("limit: the pipes of {} clients cannot grow, so busy "
		"groups will be slower: raise the sysctl "
		"fs.pipe-user-pages-soft (now {})"),
	    DECIMAL(clients), DECIMAL(pages));
}

/*
 * Finds how many clients the system allows; false with *why if they are too
 * few, and then changes nothing. *lacks names the limit if they are fewer than
 * wanted, or is null.
 */
static bool
try_to_find(const struct config *config, size_t *clients, const char **lacks,
    struct error *why)
{
	const size_t wanted = config->max_clients;
	size_t by_fds, by_processes;

	if (getrlimit(RLIMIT_NOFILE, &capacity.before) != 0)
		return error_set(why, EX_OSERR,
		    "cannot read the limit on descriptors: %s",
		    strerror(errno));
	by_fds = clients_by_fds(wanted);
	by_processes = clients_by_processes(wanted);
	*lacks = NULL;
	*clients = by_fds < by_processes ? by_fds : by_processes;
	if (*clients == wanted)
		return true;
	*lacks = by_fds <= by_processes ? "descriptors" : "processes";
	if (!config->max_clients_given && *clients > 0)
		return true;
	capacity_undo();
	return error_set(why, EX_OSERR,
	    "cannot serve %zu clients: the limit on %s allows %zu: "
	    "raise it (ulimit, or the unit), or lower max_clients",
	    wanted, *lacks, *clients);
}

bool
capacity_find(const struct config *config, size_t *clients, struct error *why)
{
	const char *lacks = NULL;

	if (!try_to_find(config, clients, &lacks, why))
		return false;
	if (lacks != NULL)
		LOG_AT(LEVEL_WARNING,
		    STR("limit: max_clients is {} instead of {}: the limit on "
			"{} allows no more"),
		    DECIMAL(*clients), DECIMAL(config->max_clients),
		    str_from(lacks));
	if (!capacity.set)
		look_at_pipes(*clients);
	capacity.set = true;
	return true;
}

bool
capacity_prepare(const struct config *config, struct error *why)
{
	const char *lacks = NULL;
	size_t clients = 0;

	return try_to_find(config, &clients, &lacks, why);
}

bool
capacity_check(const struct config *config, struct error *why)
{
	const bool good = capacity_prepare(config, why);

	if (good)
		capacity_undo();
	return good;
}

void
capacity_undo(void)
{
	/*
	 * Cannot fail: the limit was that before, and no more descriptors are
	 * open than then.
	 */
	(void)setrlimit(RLIMIT_NOFILE, &capacity.before);
}

void
capacity_inherit(void)
{
	capacity.set = true;
}
