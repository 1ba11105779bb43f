/* The delays of "make slow-test", which other builds are linked without. */
#ifndef TESTS_SLOW_SLOW_H
#define TESTS_SLOW_SLOW_H

/* From now on this process is late by so many microseconds at most. */
void slow_most(unsigned most) __attribute__((weak));

#endif
