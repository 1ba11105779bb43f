/*
 * POSIX shared memory and semaphores beside the System V ones (letters.c,
 * typed.c): shm_open and sem_open take names, not keys, and mmap attaches. A
 * child, which knows only the name, waits until the parent has written.
 */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "keep.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz"

static char name[32]; /* of the memory, and of the semaphore */

/* Both stay when the program has ended, as ls /dev/shm shows. */
static int
make(void)
{
	const int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	const bool failed = fd == -1 || ftruncate(fd, sizeof(LETTERS)) == -1 ||
	    sem_open(name, O_CREAT | O_EXCL, 0600, 0) == SEM_FAILED;

	return failed ? -1 : fd;
}

static void
undo(int id)
{
	(void)id;
	(void)shm_unlink(name);
	(void)sem_unlink(name);
}

static char *
must_map(int protection)
{
	const int fd = must("shm_open", shm_open(name, O_RDWR, 0));
	void *mapped =
	    mmap(NULL, sizeof(LETTERS), protection, MAP_SHARED, fd, 0);

	must("mmap", mapped == MAP_FAILED ? -1 : 0);
	must("close", close(fd)); /* the memory stays attached */
	return mapped;
}

int
main(void)
{
	(void)snprintf(name, sizeof(name), "/lab-%ld", (long)getpid());
	(void)keep("POSIX memory", make, undo);
	sem_t *written = sem_open(name, 0);

	must("sem_open", written == SEM_FAILED ? -1 : 0);
	const pid_t child = must_fork();
	if (child == 0) {
		const char *text = must_map(PROT_READ);
		must("P: sem_wait", sem_wait(written));
		say("child: %s", text);
		_exit(strcmp(text, LETTERS) == 0 ? 0 : 1);
	}
	memcpy(must_map(PROT_READ | PROT_WRITE), LETTERS, sizeof(LETTERS));
	must("V: sem_post", sem_post(written));
	expect(status_of(child) == 0, "the child has read what was written");
	expect(sem_trywait(written) == -1 && errno == EAGAIN,
	    "its P has made the semaphore 0: EAGAIN, without waiting");
	expect(shm_open(name, O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST,
	    "O_EXCL: there is one (EEXIST)");
	return 0;
}
