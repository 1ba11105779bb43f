/* Programs whose clock the test moves: see paced.h. */
#include "paced.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deadline.h"
#include "must.h"
#include "shared/io.h"
#include "tests/servers/paced/page.h"

struct page *
paced_page(const char *name, char path[SCRATCH_PATH])
{
	void *page;
	int fd;

	scratch_path(path, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	/* For the program that takes over, which is nobody's. */
	MUST(fd != -1 && fchmod(fd, 0666) == 0 &&
		ftruncate(fd, sizeof(struct page)) == 0,
	    "cannot make %s", path);
	page = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	MUST(page != MAP_FAILED, "cannot map %s", path);
	io_close(&fd);
	return page;
}

struct page *
paced_scripts(void)
{
	static unsigned count;
	const char *build = getenv("FORKCAST_BUILD");
	char name[32], path[SCRATCH_PATH], programs[PATH_MAX];
	struct page *page;

	(void)snprintf(name, sizeof(name), "pace-scripts-%u", count++);
	page = paced_page(name, path);
	(void)snprintf(path, sizeof(path), "%s/tests/servers/paced",
	    build != NULL ? build : "build");
	MUST(realpath(path, programs) != NULL, "no %s", path);
	scratch_path(path, name);
	MUST(setenv("FORKCAST_PACE", path, 1) == 0 &&
		setenv("PACED", programs, 1) == 0,
	    "out of memory");
	return page;
}

void
paced_pass_at(const char *where, struct page *page, usec time, size_t count)
{
	const usec end = deadline();
	_Atomic unsigned *there =
	    page_there(page, atomic_load(&page->wanted) + time);

	atomic_store(there, 0);
	(void)atomic_fetch_add(&page->wanted, time);
	while (atomic_load(there) < count)
		if (!deadline_pause(end))
			must_end(where, "time does not pass for all");
}
