/*
 * A bounded buffer of threads: one mutex, and a condition for each reason to
 * wait, in place of semaphores (typed.c). Threads share all memory, so nothing
 * has to be attached; one that crashes ends all.
 */
#include <pthread.h>

#include "lab.h"

#define ROOM 3
#define NUMBERS 1000L

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t not_full, not_empty;
	int numbers[ROOM], count, most, waits;
} buffer = { .mutex = PTHREAD_MUTEX_INITIALIZER,
	.not_full = PTHREAD_COND_INITIALIZER,
	.not_empty = PTHREAD_COND_INITIALIZER };

/* An error is returned, not put into errno. */
static void
well(const char *call, int error)
{
	errno = error;
	must(call, error == 0 ? 0 : -1);
}

/* A wait gives the mutex back, and may end without a reason: so it is a loop.
 */
static void
put(int number)
{
	well("lock", pthread_mutex_lock(&buffer.mutex));
	for (; buffer.count == ROOM; buffer.waits++)
		well(
		    "wait", pthread_cond_wait(&buffer.not_full, &buffer.mutex));
	buffer.numbers[buffer.count++] = number;
	if (buffer.count > buffer.most)
		buffer.most = buffer.count;
	well("signal", pthread_cond_signal(&buffer.not_empty));
	well("unlock", pthread_mutex_unlock(&buffer.mutex));
}

static int
take(void)
{
	well("lock", pthread_mutex_lock(&buffer.mutex));
	while (buffer.count == 0)
		well("wait",
		    pthread_cond_wait(&buffer.not_empty, &buffer.mutex));
	const int number = buffer.numbers[--buffer.count];
	well("signal", pthread_cond_signal(&buffer.not_full));
	well("unlock", pthread_mutex_unlock(&buffer.mutex));
	return number;
}

static void *
produce(void *unused)
{
	for (int i = 1; i <= NUMBERS; i++)
		put(i);
	return unused;
}

int
main(void)
{
	pthread_t producer;
	long sum = 0;

	well("create", pthread_create(&producer, NULL, produce, NULL));
	while (sum < NUMBERS * (NUMBERS + 1) / 2)
		sum += take();
	well("join", pthread_join(producer, NULL));
	say("at most %d; waited %d times", buffer.most, buffer.waits);
	expect(buffer.most <= ROOM, "never more than 3");
	expect(buffer.count == 0, "each number was taken once");
	return 0;
}
