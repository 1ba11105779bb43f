/*
 * The part of the story that is about what the server keeps for its clients:
 * who writes in tables, who hears of it, and who does what others have posted.
 */
#ifndef TESTS_FAULTS_KEPT_H
#define TESTS_FAULTS_KEPT_H

#include "board.h"

/* They write in tables, and take what is to be done. */
void kept_write(const struct board *board);
void kept_take(const struct board *board);

/* It is there behind an upgrade; each ends the test if it is not. */
void kept_go_on(const struct board *board);

/* HAL, who had something to do, is gone: somebody else does it. */
void kept_take_over(const struct board *board);

#endif
