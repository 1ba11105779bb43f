/*
 * The scenario for a server that meets a fault: ten clients of the chaos, an
 * upgrade, a killed worker, a HUP, a USR1 and at last a TERM.
 */
#ifndef TESTS_FAULTS_STORY_H
#define TESTS_FAULTS_STORY_H

#include "board.h"

/*
 * Plays it with a server of its own, in a process of its own; the descriptor
 * is the board's. Ends the process if the server does what it must not: it may
 * lose one client by the fault, or none if that is harmless, or refuse to start
 * and say why. Without a fault the descriptors at rest are noted on the board.
 */
void story_play(struct board *board, int board_fd);

#endif
