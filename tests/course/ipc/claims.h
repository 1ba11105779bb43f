/*
 * The textbooks' claims about these mechanisms, and what the table says.
 */
#ifndef TESTS_IPC_CLAIMS_H
#define TESTS_IPC_CLAIMS_H

/* Prints each claim, with the figures for and against it. */
void claims_print(void);

#endif
