/**
 * The expression language of workflow definitions (reference/workflows.md §1.7): what stands behind
 * the "@" of a text or inside "@{…}".
 *
 * There are no operators, no array or object literals and no comments; accessors follow calls only.
 */
grammar WorkflowExpression;

expression : value EOF ;

value
  : literal
  | call accessor*
  ;

call : IDENTIFIER '(' ( value ( ',' value )* )? ')' ;

// a(…).name   a(…)?.name   a(…)['name']   a(…)?[0]
accessor
  : QUESTION? DOT_NAME            # attachedProperty
  | QUESTION? DOT_FLOAT           # attachedProperty
  | QUESTION? DOT name            # property
  | QUESTION? '[' value ']'       # index
  ;

name : IDENTIFIER | BOOLEAN | NULL | INTEGER ;

literal : STRING | INTEGER | FLOAT | DOT_FLOAT | BOOLEAN | NULL ;

BOOLEAN : [tT] [rR] [uU] [eE] | [fF] [aA] [lL] [sS] [eE] ;
NULL : [nN] [uU] [lL] [lL] ;
INTEGER : [+-]? DIGIT+ ;
// Before DOT_NAME: ".5" is a number where a value may stand and a property after a call.
DOT_FLOAT : '.' DIGIT+ EXPONENT? ;
FLOAT
  : [+-]? DIGIT+ '.' DIGIT* EXPONENT?
  | [+-]? DIGIT+ EXPONENT
  | [+-] '.' DIGIT+ EXPONENT?
  ;
// Two quotes are one quote; there is no other escape.
STRING : '\'' ( ~'\'' | '\'\'' )* '\'' ;
DOT_NAME : '.' NAME_CHARACTER+ ;
DOT : '.' ;
QUESTION : '?' ;
IDENTIFIER : NAME_CHARACTER+ ;
WHITE_SPACE
  : [ \t\r\n\u000B\f\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+ -> skip
  ;
// Whatever else stands there becomes a token, so that the parser can say where.
UNEXPECTED : . ;

fragment DIGIT : [0-9] ;
fragment EXPONENT : [eE] [+-]? DIGIT+ ;
fragment NAME_CHARACTER
  : ~[.,(){}@[\]?' \t\r\n\u000B\f\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]
  ;
