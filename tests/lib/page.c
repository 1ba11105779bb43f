/* The page by which a test moves a program's clock: see page.h. */
#include "page.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "must.h"
#include "shared/io.h"
#include "tests/servers/paced/page.h"

/* At a server that may be stopped, before a test ends. */
#define LOOKS 100

/* What a test has let pass: later programs begin behind it. */
static usec passed;

struct page *
page_make(char path[SCRATCH_PATH])
{
	static unsigned count;
	char name[32];
	struct page *page;
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
	page->mono = clock_mono() + passed;
	page->wall = clock_wall() + passed;
	atomic_store(&page->wanted, 1); /* reached when the program rests */
	return page;
}

bool
page_give(struct page *page, const char *path, enum page_of of)
{
	atomic_store(&page->main, getpid());
	page->is_client = of != PAGE_SERVER;
	page->draws = of == PAGE_PERSON;
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

static struct page *
checked(struct page *page)
{
	MUST(page != NULL, "this program is not paced");
	return page;
}

void
page_pace_later(struct page *page, usec time)
{
	passed += time;
	(void)atomic_fetch_add(&checked(page)->wanted, time);
}

bool
page_is_behind(const struct page *page)
{
	return atomic_load(&page->moved) + SEC < atomic_load(&page->wanted);
}

void
page_ask(struct page *page)
{
	atomic_store(&page->asked, true);
	for (int left = LOOKS; left > 0 && atomic_load(&page->asked); left--)
		pass_time(10 * MSEC);
	pass_time(10 * MSEC); /* it writes */
}

void
page_leap(struct page *page, usec time)
{
	passed += time;
	(void)atomic_fetch_add(&checked(page)->leapt, time);
}

size_t
page_pace_at(const char *where, struct page *page, pid_t child, usec time)
{
	const usec end = deadline();
	const size_t before = atomic_load(&checked(page)->steps);

	page_pace_later(page, time);
	while (atomic_load(&page->reached) != atomic_load(&page->wanted) &&
	    !has_ended(child))
		if (!deadline_pause(end))
			must_end(where, "time does not pass for the program");
	return atomic_load(&page->steps) - before;
}

const _Atomic unsigned *
page_pass_later(struct page *page, usec time)
{
	const usec wanted = atomic_load(&checked(page)->wanted);
	_Atomic unsigned *there = page_there(page, wanted + time);

	atomic_store(there, 0);
	page_pace_later(page, time);
	return there;
}

void
page_pass_at(const char *where, struct page *page, usec time, size_t count)
{
	const usec end = deadline();
	const _Atomic unsigned *there = page_pass_later(page, time);

	while (atomic_load(there) < count)
		if (!deadline_pause(end))
			must_end(where, "time does not pass for all");
}
