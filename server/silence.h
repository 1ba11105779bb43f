/*
 * What comes of silence: a client that does not say its name goes after
 * hello_time, and one that says nothing for idle_time is asked for a sign of
 * life, which it has ping_time to give. Judged by timers.c, by the loop's
 * clock, and only while there is somebody to judge.
 */
#ifndef SERVER_SILENCE_H
#define SERVER_SILENCE_H

#include <stdbool.h>
#include <stdint.h>

/* The client has just come in, or has just got its name. */
void silence_begins(uint32_t slot);

/* Asks or ends who has been silent. True if there is more to wait for. */
bool silence_judge(uint32_t slot);

#endif
