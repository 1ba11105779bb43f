/*
 * System V objects for the lab's programs: made with a key or without one
 * (IPC_PRIVATE), and removed when the program that made them has ended.
 */
#ifndef IPC_H
#define IPC_H

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "keep.h"

#define NEW (IPC_CREAT | IPC_EXCL | 0600) /* EEXIST if there is one */

/* The argument of semctl; each program has to define it. */
union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

/* The keeper makes this. */
static struct {
	key_t key;
	size_t size;
	unsigned short *values;
	char name[64];
} object;

static inline const char *
name_of(const char *kind)
{
	if (object.key == IPC_PRIVATE)
		return kind;
	(void)snprintf(object.name, sizeof(object.name), "%s with key %d", kind,
	    (int)object.key);
	return object.name;
}

static inline int
make_queue(void)
{
	return msgget(object.key, NEW);
}

/* IPC_RMID removes an object; somebody may have called ipcrm before. */
static inline void
remove_queue(int id)
{
	(void)msgctl(id, IPC_RMID, NULL);
}

static inline int
keep_queue(key_t key)
{
	object.key = key;
	return keep(name_of("message queue"), make_queue, remove_queue);
}

static inline int
make_memory(void)
{
	return shmget(object.key, object.size, NEW);
}

/* Memory stays until the last process has detached it. */
static inline void
remove_memory(int id)
{
	(void)shmctl(id, IPC_RMID, NULL);
}

/* The memory is all zero at first. */
static inline int
keep_memory(key_t key, size_t size)
{
	object.key = key;
	object.size = size;
	return keep(name_of("shared memory"), make_memory, remove_memory);
}

static inline void
remove_semaphores(int id)
{
	(void)semctl(id, 0, IPC_RMID);
}

/* Gives them their first values before the program goes on. */
static inline int
make_semaphores(void)
{
	const int id = semget(object.key, (int)object.size, NEW);
	const union semun values = { .array = object.values };

	if (id == -1 || semctl(id, 0, SETALL, values) == 0)
		return id;
	remove_semaphores(id);
	return -1;
}

static inline int
keep_semaphores(key_t key, size_t count, unsigned short values[])
{
	object.key = key;
	object.size = count;
	object.values = values;
	return keep(name_of("semaphores"), make_semaphores, remove_semaphores);
}

static inline void *
must_attach(int id, int flags)
{
	void *memory = shmat(id, NULL, flags);

	must("shmat", memory == (void *)-1 ? -1 : 0);
	return memory;
}

/* Returns GETVAL, GETPID, GETNCNT or GETZCNT of a semaphore. */
static inline int
value_of(int id, int number, int what)
{
	return must("semctl", semctl(id, number, what));
}

/* One operation: P with -1, V with 1, and a wait for zero with 0. */
static inline void
must_change(int id, int number, int change, int flags)
{
	struct sembuf operation = { (unsigned short)number, (short)change,
		(short)flags };

	while (semop(id, &operation, 1) == -1)
		must("semop", errno == EINTR ? 0 : -1);
}

#endif
