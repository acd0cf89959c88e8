/*
 * The SQL of rules: conditions of filters and the statements of actions
 * (reference/service-bus.md §12.1 and §12.3). Keywords are case-insensitive.
 */
grammar ServiceBusSql;

options { caseInsensitive = true; }

filter : condition EOF ;

action : statement ( SEMICOLON statement )* SEMICOLON? EOF ;

statement
    : SET property EQUAL sum   # set
    | REMOVE property          # remove
    ;

condition : conjunction ( OR conjunction )* ;

conjunction : negation ( AND negation )* ;

negation : NOT* predicate ;

predicate
    : sum comparison sum                                 # compare
    | sum IS NOT? NULL                                   # isNull
    | sum NOT? IN LEFT sum ( COMMA sum )* RIGHT          # in
    | sum NOT? LIKE sum ( ESCAPE sum )?                  # like
    | EXISTS LEFT property RIGHT                         # exists
    | LEFT condition RIGHT                               # nested
    | sum                                                # truth
    ;

comparison : EQUAL | UNEQUAL | LESS | LESS_OR_EQUAL | GREATER | GREATER_OR_EQUAL ;

sum : product ( ( PLUS | MINUS ) product )* ;

product : unary ( ( STAR | SLASH | PERCENT ) unary )* ;

unary : ( PLUS | MINUS )* primary ;

primary
    : INTEGER                                            # integer
    | DECIMAL                                            # decimal
    | STRING                                             # string
    | ( TRUE | FALSE )                                   # bool
    | NULL                                               # null
    | PARAMETER                                          # parameter
    | NAME LEFT ( sum ( COMMA sum )* )? RIGHT            # function
    | property                                           # value
    | LEFT sum RIGHT                                     # group
    ;

property : ( NAME DOT )? ( NAME | DELIMITED | QUOTED ) ;

AND : 'AND' ;
ESCAPE : 'ESCAPE' ;
EXISTS : 'EXISTS' ;
FALSE : 'FALSE' ;
IN : 'IN' ;
IS : 'IS' ;
LIKE : 'LIKE' ;
NOT : 'NOT' ;
NULL : 'NULL' ;
OR : 'OR' ;
REMOVE : 'REMOVE' ;
SET : 'SET' ;
TRUE : 'TRUE' ;

EQUAL : '=' ;
UNEQUAL : '<>' | '!=' ;
LESS : '<' ;
LESS_OR_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_OR_EQUAL : '>=' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
LEFT : '(' ;
RIGHT : ')' ;
COMMA : ',' ;
DOT : '.' ;
SEMICOLON : ';' ;

DECIMAL : DIGIT+ '.' DIGIT* EXPONENT? | '.' DIGIT+ EXPONENT? | DIGIT+ EXPONENT ;
INTEGER : DIGIT+ ;
STRING : '\'' ( ~'\'' | '\'\'' )* '\'' ;
PARAMETER : '@' LETTER ( LETTER | DIGIT | '_' )* ;
NAME : LETTER ( LETTER | DIGIT | '_' )* ;
DELIMITED : '[' ( ~']' | ']]' )+ ']' ;
QUOTED : '"' ( ~'"' | '""' )+ '"' ;
SPACE : [ \t\r\n]+ -> skip ;

fragment DIGIT : [0-9] ;
fragment EXPONENT : 'E' [+-]? DIGIT+ ;
fragment LETTER : [\p{L}] ;
