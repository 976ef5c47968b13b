-- What the guide shows, as one script. Run it with `npm start`, or with the shell:
--   npx sqlexec ./data -f examples/quickstart.sql

DROP TABLE IF EXISTS users;
DROP TABLE IF EXISTS products;
DROP TABLE IF EXISTS orders;
DROP TABLE IF EXISTS metrics;

-- Four tables: each becomes one Parquet file.
CREATE TABLE users (
    id INT PRIMARY KEY,
    name VARCHAR NOT NULL,
    email VARCHAR,
    score FLOAT
);

CREATE TABLE products (
    id INT PRIMARY KEY,
    title VARCHAR(100) NOT NULL,
    price DECIMAL(10, 2) NOT NULL,
    in_stock BOOLEAN DEFAULT TRUE
);

CREATE TABLE orders (
    id INT PRIMARY KEY,
    user_id INT NOT NULL,
    total DECIMAL(10, 2) NOT NULL,
    ordered_at DATETIME
);

CREATE TABLE metrics (
    id INT PRIMARY KEY,
    name VARCHAR NOT NULL,
    value FLOAT,
    recorded_at INT
);

-- Rows.
INSERT INTO users (id, name, email, score)
VALUES
    (1, 'Alice', 'alice@example.com', 95.5),
    (2, 'Bob', 'bob@example.com', 82),
    (3, 'Carol', 'carol@example.com', 58.25),
    (4, 'Dmitri', NULL, 88),
    (5, 'Eve', 'eve@example.com', 71.75);

INSERT INTO products (id, title, price)
VALUES
    (1, 'Notebook', 3.50),
    (2, 'Fountain pen', 24.99),
    (3, 'Desk lamp', 89.00);

INSERT INTO orders (id, user_id, total, ordered_at)
VALUES
    (101, 1, 28.49, '2024-03-01 09:15:00'),
    (102, 1, 89.00, '2024-03-02 18:40:00'),
    (103, 2, 3.50, '2024-03-02 20:05:30'),
    (104, 4, 24.99, '2024-03-05 07:00:00');

INSERT INTO metrics (id, name, value, recorded_at)
VALUES
    (1, 'cpu_usage', 75.5, 1700000000),
    (2, 'mem_usage', 82.3, 1700000001),
    (3, 'cpu_usage', 64.5, 1700000060),
    (4, 'mem_usage', 83.1, 1700000061);

-- Changes.
UPDATE users SET score = 98.0 WHERE id = 1;

DELETE FROM users WHERE score < 60;

UPDATE products SET in_stock = FALSE WHERE title = 'Desk lamp';

-- Filtered, sorted, paged.
SELECT name, score
FROM users
WHERE score >= 80
ORDER BY score DESC
LIMIT 10;

-- Aggregated by name.
SELECT
    name,
    COUNT(*) AS sample_count,
    AVG(value) AS avg_value,
    MAX(value) AS max_value
FROM metrics
GROUP BY name
ORDER BY avg_value DESC;

-- Two tables joined.
SELECT u.name, COUNT(o.id) AS order_count
FROM users u
JOIN orders o ON u.id = o.user_id
GROUP BY u.name
ORDER BY order_count DESC, u.name;

-- A transaction: both changes, or neither.
BEGIN;
INSERT INTO orders (id, user_id, total) VALUES (105, 1, 99.99);
UPDATE users SET score = score + 1 WHERE id = 1;
COMMIT;

-- Another, that is taken back.
BEGIN;
DELETE FROM orders;
ROLLBACK;

SELECT COUNT(*) AS orders_kept, SUM(total) AS turnover FROM orders;

-- Indexes; the second also keeps addresses apart.
CREATE INDEX idx_name ON users (name);
CREATE UNIQUE INDEX idx_email ON users (email);

SELECT * FROM users WHERE email = 'bob@example.com';

SHOW TABLES;
