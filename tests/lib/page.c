/* The page by which a test moves a program's clock: see page.h. */
#include "page.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "must.h"
#include "shared/io.h"
#include "tests/servers/paced/page.h"

struct page *
page_make(char path[SCRATCH_PATH])
{
	static unsigned count;
	char name[32];
	void *page;
	int fd;

	(void)snprintf(name, sizeof(name), "pace-%u", count++);
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

bool
page_give(struct page *page, const char *path, enum page_of of)
{
	atomic_store(&page->main, getpid());
	atomic_store(&page->is_client, of != PAGE_SERVER);
	atomic_store(&page->draws, of == PAGE_PERSON);
	return setenv("FORKCAST_PACE", path, 1) == 0;
}

/* It is not reaped; one that has been is 0. */
static bool
has_ended(pid_t child)
{
	const int options = WEXITED | WNOHANG | WNOWAIT;
	siginfo_t info = { .si_pid = 0 };

	return child == 0 ||
	    (waitid(P_PID, (id_t)child, &info, options) == 0 &&
		info.si_pid == child);
}

void
page_pace_at(const char *where, struct page *page, pid_t child, usec time)
{
	const usec end = deadline();

	if (page == NULL)
		must_end(where, "this program is not paced");
	(void)atomic_fetch_add(&page->wanted, time);
	while (atomic_load(&page->reached) != atomic_load(&page->wanted) &&
	    !has_ended(child))
		if (!deadline_pause(end))
			must_end(where, "time does not pass for the program");
}
